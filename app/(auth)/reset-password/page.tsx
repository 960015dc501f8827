import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { AuthPage } from "../auth-page.tsx";
import { requestResetAction } from "./actions.ts";

export const metadata: Metadata = { title: "Reset your password" };

export default function ResetPasswordPage() {
  return (
    <AuthPage
      title="Reset your password"
      description="Enter the address you sign in with. We mail it a link to choose a new password."
      aside={
        <>
          Remembered it?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </>
      }
    >
      <SubmitForm action={requestResetAction} submit="Mail me a link" submitWide>
        <Field name="email" label="Email address">
          <Input
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
          />
        </Field>
      </SubmitForm>
    </AuthPage>
  );
}
