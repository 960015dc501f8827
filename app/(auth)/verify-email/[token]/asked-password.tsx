"use client";
import Link from "next/link";
import { use } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { PasswordInput } from "#components/ui/password-input.tsx";

/** Shown once the server asked for it: only when the address was used to sign up more than once. */
export function AskedPassword() {
  if (!use(FormContext)?.errors.password) return null;
  return (
    <Field
      name="password"
      label="Password of this sign-up"
      hint="This address was used to sign up more than once. The password tells which sign-up was yours."
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
