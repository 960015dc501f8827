import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { cookieNames } from "#lib/web/cookies.ts";
import { currentFlash } from "#lib/web/flash.ts";
import { safeNext } from "#lib/web/safe-next.ts";
import { AuthPage } from "../auth-page.tsx";
import { goOnIfSignedIn } from "../where-next.ts";
import { signInAction } from "./actions.ts";
import { PasskeySignIn } from "./passkey-sign-in.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[]; "signed-out"?: string; verified?: string }>;
}) {
  const { next, ...search } = await searchParams;
  await goOnIfSignedIn(next);
  // A cookie that opens nothing any more: signed out somewhere else, or too long away. Where a message says why, the page does not say it again.
  const told = (await currentFlash()) !== null;
  const ended = (await cookies()).has(cookieNames.session);

  return (
    <AuthPage
      title="Sign in"
      aside={
        <>
          New to Mailneo?{" "}
          <Link href="/sign-up" className="link">
            Create an account
          </Link>
        </>
      }
    >
      {!told && <WhyHere search={search} ended={ended} />}
      <SubmitForm action={signInAction} submit="Sign in" submitWide hidden={{ next: safeNext(next) }}>
        <Field name="email" label="Email address">
          <Input
            type="email"
            inputMode="email"
            autoComplete="username"
            autoFocus
            autoCapitalize="off"
            spellCheck={false}
          />
        </Field>
        <Field
          name="password"
          label="Password"
          after={
            <Link href="/reset-password" className="link">
              Forgot your password?
            </Link>
          }
        >
          <PasswordInput autoComplete="current-password" />
        </Field>
      </SubmitForm>
      <PasskeySignIn next={safeNext(next)} />
    </AuthPage>
  );
}

/** What brought a person to this page: an address just verified, a sign-out, or a session that ended elsewhere. */
function WhyHere({
  search,
  ended,
}: {
  search: { "signed-out"?: string; verified?: string };
  ended: boolean;
}) {
  if ("verified" in search)
    return (
      <Notice tone="ok" className="mb-4">
        Your address is verified. Sign in to go on.
      </Notice>
    );
  if ("signed-out" in search) return <Notice className="mb-4">You are signed out.</Notice>;
  return ended && <Notice className="mb-4">Your session has ended. Sign in to go on.</Notice>;
}
