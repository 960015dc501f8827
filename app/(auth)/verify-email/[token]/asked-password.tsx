"use client";
import Link from "next/link";
import { use } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { PasswordInput } from "#components/ui/password-input.tsx";

/** Shown in a browser that did not sign up, and wherever the server asks for it. */
export function AskedPassword({ asked }: { asked: boolean }) {
  const refused = use(FormContext)?.errors.password;
  if (!asked && !refused) return null;
  return (
    <Field
      name="password"
      label="Password of this sign-up"
      hint="You opened the link in another browser than you signed up with. The password proves that the sign-up was yours."
      aside={
        <Link href="/reset-password" className="link">
          Forgot it?
        </Link>
      }
    >
      <PasswordInput autoComplete="current-password" />
    </Field>
  );
}
