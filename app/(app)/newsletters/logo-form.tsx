import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { setLogoAction } from "./actions.ts";
import { LogoInput } from "./logo-input.tsx";

/** Takes a picture for a newsletter's pages, or, without one, for all pages of the workspace. */
export function LogoForm({ newsletterId }: { newsletterId?: string }) {
  return (
    <SubmitForm
      action={setLogoAction}
      hidden={newsletterId ? { newsletterId } : {}}
      submit="Upload logo"
      submitVariant="secondary"
    >
      <Field
        name="image"
        label="Picture"
        hint="PNG, JPEG or WebP of at most 500 kB and 2,000 × 2,000 pixels. It is resized to fit 480 by 160 pixels."
      >
        <LogoInput />
      </Field>
    </SubmitForm>
  );
}
