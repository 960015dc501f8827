import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { currentSession } from "#lib/web/current-actor.ts";
import { ownSignUp } from "#lib/web/sign-up-cookie.ts";
import { AuthPage } from "../auth-page.tsx";
import { leaveAction, resendOwnVerificationAction, resendVerificationAction } from "./actions.ts";

export const metadata: Metadata = { title: "Check your mail" };

export default async function CheckYourMailPage() {
  const session = await currentSession();
  if (session?.emailVerifiedAt) redirect("/dashboard");
  if (session) return <Waiting email={session.email} />;
  const email = (await ownSignUp())?.email;

  return (
    <AuthPage
      title="Check your mail"
      description={
        <>
          We sent a link to{" "}
          {email ? <span className="font-mono text-ink wrap-anywhere">{email}</span> : "the address you gave"}
          . It works once, for 24 hours.
        </>
      }
      aside={
        <>
          {email && (
            <>
              Wrong address?{" "}
              <Link href="/sign-up" className="link">
                Change it
              </Link>
              {" · "}
            </>
          )}
          Verified already?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </>
      }
    >
      <details>
        <summary className="flex items-center gap-2 rounded-s text-ink-soft hover:text-ink">
          <ChevronRight aria-hidden="true" className="turns" />
          Nothing arrived?
        </summary>
        <div className="mt-3 grid gap-4">
          <p className="text-ink-soft">Look in your spam folder first. Then ask for another link.</p>
          <SubmitForm
            action={resendVerificationAction}
            submit="Send another link"
            submitVariant="secondary"
            submitWide
          >
            <Field name="email" label="Email address">
              <Input
                type="email"
                defaultValue={email}
                inputMode="email"
                autoComplete="username"
                autoCapitalize="off"
                spellCheck={false}
              />
            </Field>
          </SubmitForm>
        </div>
      </details>
    </AuthPage>
  );
}

/** Signed in, but the address is not proved yet: nothing else is open. */
function Waiting({ email }: { email: string }) {
  return (
    <AuthPage
      title="Verify your address first"
      description={
        <>
          We sent a link to <span className="font-mono text-ink wrap-anywhere">{email}</span>. Open it, and
          this account is open too.
        </>
      }
      aside="The link works once, for 24 hours. Look in your spam folder if it is not there."
    >
      <SubmitForm action={resendOwnVerificationAction} submit="Send another link" submitWide />
      <PlainForm signsOut action={leaveAction} className="mt-2 grid">
        <Button type="submit" variant="ghost">
          Use another account
        </Button>
      </PlainForm>
    </AuthPage>
  );
}
