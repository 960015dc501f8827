import type { Metadata } from "next";
import Link from "next/link";
import { BrowserZoneField } from "#components/forms/browser-zone.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { AuthPage } from "../auth-page.tsx";
import { NewPassword } from "../new-password.tsx";
import { goOnIfSignedIn } from "../where-next.ts";
import { signUpAction } from "./actions.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage() {
  await goOnIfSignedIn();

  return (
    <AuthPage
      title="Create an account"
      description="One account, as many workspaces as you need. Your first one starts here."
      aside={
        <>
          Have an account?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </>
      }
      proof={[
        {
          title: "Your password",
          text: "Kept as a bcrypt hash. Common and guessable ones are refused on this server.",
        },
        { title: "Your address", text: "Proved by a link before the account can do anything." },
        { title: "Your workspace", text: "Walled off from every other one in the database itself." },
      ]}
    >
      <SubmitForm action={signUpAction} submit="Create account" submitWide>
        <Field name="name" label="Your name">
          <Input autoComplete="name" maxLength={100} />
        </Field>
        <Field
          name="workspaceName"
          label="Workspace"
          hint="Your company or project. You can change it later."
        >
          <Input autoComplete="organization" maxLength={100} />
        </Field>
        <Field name="email" label="Email address">
          <Input
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
          />
        </Field>
        <NewPassword />
        <BrowserZoneField />
      </SubmitForm>
    </AuthPage>
  );
}
