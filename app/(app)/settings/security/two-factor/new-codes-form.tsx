"use client";
import type { ReactNode } from "react";
import type { FormAction } from "#components/forms/form-state.ts";
import { SecretOnce } from "#components/forms/secret-once.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Notice } from "#components/ui/notice.tsx";

type NewCodesFormProps = {
  action: FormAction;
  submit?: string;
  email: string;
  done: string;
  /** Where "I saved them" leads. */
  savedHref: string;
  children?: ReactNode;
};

/** A form that ends in ten recovery codes, shown in its place this once. */
export function NewCodesForm({ action, submit, email, done, savedHref, children }: NewCodesFormProps) {
  return (
    <SubmitForm
      action={action}
      submit={submit}
      whenDone={({ secrets = [] }) => (
        <div className="grid gap-4">
          <Notice tone="ok" role="status" className="print:hidden" title={done}>
            One thing is left: keep these codes.
          </Notice>
          <SecretOnce
            label="Your recovery codes"
            secret={secrets}
            fileName="mailneo-recovery-codes.txt"
            fileHead={`Mailneo recovery codes for ${email}\nEach works once, when your authenticator app is not at hand.`}
            printable
            savedHref={savedHref}
          >
            Each lets you in once when your phone is not at hand. They are shown this once: keep them where
            you keep your passwords, or print them, and not on the same phone.
          </SecretOnce>
        </div>
      )}
    >
      {children}
    </SubmitForm>
  );
}
