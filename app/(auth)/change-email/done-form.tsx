"use client";
import type { ReactNode } from "react";
import type { FormAction } from "#components/forms/form-state.ts";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import type { ButtonLook } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** One button, and in its place afterwards what came of it: a spent link has nothing more to press. */
export function DoneForm(props: {
  action: FormAction;
  token: string;
  submit: ReactNode;
  variant?: ButtonLook["variant"];
}) {
  return (
    <SubmitForm
      action={props.action}
      hidden={{ token: props.token }}
      submit={props.submit}
      submitVariant={props.variant}
      submitWide
      whenDone={({ message }) => (
        <Notice tone="ok" role="status">
          {message}
        </Notice>
      )}
    />
  );
}
