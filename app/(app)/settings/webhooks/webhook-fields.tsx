"use client";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export type EventChoice = { value: string; label: string; hint: string };

type WebhookFieldsProps = {
  events: EventChoice[];
  values?: { url: string; description: string; events: string[] };
};

/** Where a webhook goes and what it is told of. */
export function WebhookFields({ events, values }: WebhookFieldsProps) {
  return (
    <>
      <Field
        name="url"
        label="Address"
        hint={
          values
            ? "It answers 200 to 299 within 15 seconds. On another host, what waits and what was sent before goes no further."
            : "It answers 200 to 299 within 15 seconds. Redirects are not followed."
        }
      >
        <Input
          type="url"
          inputMode="url"
          mono
          defaultValue={values?.url}
          maxLength={2000}
          placeholder="https://example.com/hooks/mailneo"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      <Field name="description" label="Name" optional hint="For you and your team, such as “CRM”.">
        <Input defaultValue={values?.description} maxLength={200} autoComplete="off" />
      </Field>
      <fieldset className="grid gap-2.5">
        <legend className="mb-1.5 font-medium">Events</legend>
        {events.map(({ value, label, hint }) => (
          <Checkbox
            key={value}
            id={`event-${value}`}
            name="events"
            value={value}
            label={label}
            hint={hint}
            defaultChecked={values ? values.events.includes(value) : undefined}
          />
        ))}
      </fieldset>
    </>
  );
}
