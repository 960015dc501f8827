"use client";
import type { ReactNode } from "react";
import { StatefulForm } from "#components/forms/submit-form.tsx";
import { useFormAction } from "#components/forms/use-form-action.ts";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { rotateApiKeyAction } from "../actions.ts";
import { NewKey } from "../new-key.tsx";

type RotateFormProps = {
  keyId: string;
  overlaps: { value: string; label: string }[];
  origin: string;
  /** Stands here instead of the form once the key has a successor. */
  successor: ReactNode;
};

/** Makes a key's successor and shows it this once, also when the page is drawn anew behind it. */
export function RotateForm({ keyId, overlaps, origin, successor }: RotateFormProps) {
  const run = useFormAction(rotateApiKeyAction);
  if (successor && run.state.status !== "done") return successor;
  return (
    <StatefulForm
      run={run}
      hidden={{ keyId }}
      submit="Rotate key"
      whenDone={({ secrets = [] }) => (
        <NewKey apiKey={secrets[0] ?? ""} origin={origin} done="The successor is created" />
      )}
    >
      <p className="text-ink-soft">
        A new key with the same name, rights and addresses. Put it into your program before the old one stops.
      </p>
      <Field name="overlap" label="Both work for">
        <Select options={overlaps} defaultValue="24" />
      </Field>
    </StatefulForm>
  );
}
