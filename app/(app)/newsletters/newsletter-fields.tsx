import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

/** The two things a newsletter says of itself. */
export function NewsletterFields({ name, description }: { name?: string; description?: string }) {
  return (
    <>
      <Field name="name" label="Name" hint="Readers see it when they subscribe, and when they leave.">
        <Input defaultValue={name} maxLength={100} autoComplete="off" />
      </Field>
      <Field
        name="description"
        label="What it is about"
        optional
        hint="One or two sentences for the people who subscribe."
      >
        <Textarea defaultValue={description} maxLength={500} rows={3} />
      </Field>
    </>
  );
}
