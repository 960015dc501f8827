import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { pendingSignIn } from "#lib/web/enter.ts";
import { passingOn, safeNext } from "#lib/web/safe-next.ts";
import { AuthPage } from "../auth-page.tsx";
import { PasskeySignIn } from "../sign-in/passkey-sign-in.tsx";
import { goOnIfSignedIn } from "../where-next.ts";
import { secondFactorAction } from "./actions.ts";
import { SignInOver } from "./sign-in-over.tsx";

export const metadata: Metadata = { title: "Two-factor authentication" };

type Search = Promise<{ next?: string | string[]; with?: string | string[] }>;

export default async function TwoFactorPage({ searchParams }: { searchParams: Search }) {
  const { next, with: way } = await searchParams;
  const pending = await pendingSignIn();
  if (!pending) {
    await goOnIfSignedIn(next);
    return <SignInOver next={next} />;
  }
  return way === "recovery-code" ? (
    <RecoveryCodeStep next={next} />
  ) : (
    <CodeStep next={next} passkey={pending.passkeys > 0} />
  );
}

/** `passkey`: whether the person has one to use in place of a code. */
function CodeStep({ next, passkey }: { next: unknown; passkey: boolean }) {
  return (
    <AuthPage
      title="Enter your code"
      description="Open your authenticator app and type the six digits it shows for Mailneo."
      aside={
        <Ways>
          <Link href={withRecoveryCode(next)} className="link">
            Use a recovery code
          </Link>
          <Link href="/account-recovery" className="link">
            I have neither
          </Link>
        </Ways>
      }
    >
      <SubmitForm
        key="code"
        action={secondFactorAction}
        submit="Sign in"
        submitWide
        hidden={{ next: safeNext(next) }}
      >
        <Field name="code" label="6-digit code">
          <Input mono inputMode="numeric" autoComplete="one-time-code" maxLength={20} autoFocus />
        </Field>
      </SubmitForm>
      {passkey && <PasskeySignIn next={safeNext(next)} />}
    </AuthPage>
  );
}

function RecoveryCodeStep({ next }: { next: unknown }) {
  return (
    <AuthPage
      title="Use a recovery code"
      description="One of the ten codes you were shown when you turned two-factor authentication on. It works once."
      aside={
        <Ways>
          <Link href={passingOn("/two-factor", next)} className="link">
            Use your authenticator app
          </Link>
          <Link href="/account-recovery" className="link">
            I have neither
          </Link>
        </Ways>
      }
    >
      <SubmitForm
        key="recovery-code"
        action={secondFactorAction}
        submit="Sign in"
        submitWide
        hidden={{ next: safeNext(next) }}
      >
        <Field
          name="code"
          label="Recovery code"
          hint="Sixteen characters. Spaces, dashes and case do not matter."
        >
          <Input
            mono
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={60}
            autoFocus
          />
        </Field>
      </SubmitForm>
    </AuthPage>
  );
}

const Ways = ({ children }: { children: ReactNode }) => (
  <span className="flex flex-wrap gap-x-6 gap-y-2">{children}</span>
);

const withRecoveryCode = (next: unknown) =>
  `/two-factor?${new URLSearchParams({ with: "recovery-code", next: safeNext(next) })}`;
