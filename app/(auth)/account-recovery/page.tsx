import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { pendingSignIn } from "#lib/web/enter.ts";
import { AuthPage } from "../auth-page.tsx";
import { SignInOver } from "../two-factor/sign-in-over.tsx";
import { requestAccountRecoveryAction } from "./actions.ts";

export const metadata: Metadata = { title: "Account recovery" };

const steps = [
  { when: "Now", what: "We mail your address a link that cancels the request." },
  { when: "After 48 hours", what: "Another mail says that a day is left." },
  {
    when: "After 72 hours",
    what: "Two-factor authentication is switched off, the recovery codes end, and everybody is signed out. You sign in with your password.",
  },
];

export default async function AccountRecoveryPage() {
  if (!(await pendingSignIn())) return <SignInOver next={undefined} />;
  return (
    <AuthPage
      title="Get back into your account"
      description="Your phone and your recovery codes are gone? Then two-factor authentication can be switched off for you. It takes three days, so that nobody who only knows your password gets in."
      aside={
        <>
          Found a code?{" "}
          <Link href="/two-factor" className="link">
            Go back and enter it
          </Link>
        </>
      }
    >
      <ol className="mb-6 grid gap-4 border-line border-s ps-4">
        {steps.map(({ when, what }) => (
          <li key={when}>
            <p className="font-medium">{when}</p>
            <p className="text-ink-soft">{what}</p>
          </li>
        ))}
      </ol>
      <p className="mb-6 text-ink-soft">
        Signing in with a code before then cancels the request. In a team, an owner of your workspace can
        shorten the wait to an hour.
      </p>
      <SubmitForm action={requestAccountRecoveryAction} submit="Ask to get back in" submitWide />
    </AuthPage>
  );
}
