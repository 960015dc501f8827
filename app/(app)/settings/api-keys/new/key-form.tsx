"use client";
import type { ReactNode } from "react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { createApiKeyAction } from "../actions.ts";
import { NewKey } from "../new-key.tsx";

type KeyFormProps = {
  scopes: { value: string; label: string; hint: string }[];
  lifetimes: { value: string; label: string }[];
  origin: string;
  back: ReactNode;
};

/** Asks what uses the key and what it may do; then shows the key this once. */
export function KeyForm({ scopes, lifetimes, origin, back }: KeyFormProps) {
  return (
    <SubmitForm
      action={createApiKeyAction}
      submit="Create key"
      secondary={back}
      whenDone={({ secrets = [] }) => (
        <NewKey apiKey={secrets[0] ?? ""} origin={origin} done="The key is created" />
      )}
    >
      <Field name="name" label="Name" hint="What uses it, such as Production server or Zapier.">
        <Input maxLength={80} autoComplete="off" />
      </Field>
      <RadioGroup
        name="environment"
        legend="Environment"
        defaultValue="live"
        choices={[
          { value: "live", label: "Live", hint: "For programs in use." },
          { value: "test", label: "Test", hint: "For trying things out. A test key never sends." },
        ]}
      />
      <fieldset className="grid gap-2.5">
        <legend className="mb-1.5 font-medium">What it may do</legend>
        {scopes.map(({ value, label, hint }) => (
          <Checkbox key={value} id={`scope-${value}`} name="scopes" value={value} label={label} hint={hint} />
        ))}
      </fieldset>
      <Field name="lifetime" label="Works for">
        <Select options={lifetimes} defaultValue="90" />
      </Field>
      <Field
        name="ipRanges"
        label="Only from these addresses"
        optional
        hint="One per line, like 192.0.2.7 or 2001:db8::/48. Without any, the key works from everywhere."
      >
        <Textarea mono rows={3} maxLength={2000} spellCheck={false} autoComplete="off" autoCapitalize="off" />
      </Field>
    </SubmitForm>
  );
}
