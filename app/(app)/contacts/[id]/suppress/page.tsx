import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { suppressContactAction } from "../../actions.ts";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Suppress a contact" };

export default async function SuppressContactPage({ params }: { params: Promise<{ id: string }> }) {
  const contact = await loadContact((await params).id);
  return (
    <StepPage
      contact={contact}
      title="Suppress a contact"
      description={`${contact.email} gets no mail from you until you lift it. Use Unsubscribe when they asked for it themselves: then only they lift it.`}
      what="suppress addresses"
    >
      <SubmitForm
        action={suppressContactAction}
        hidden={{ contactIds: contact.id }}
        submit="Suppress"
        repeatable
        secondary={
          <Button href={`/contacts/${contact.id}`} variant="ghost">
            Cancel
          </Button>
        }
      >
        <p className="text-ink-soft">
          It covers every newsletter you have or will make, and messages already waiting. It outlives the
          contact.
        </p>
        <Field name="note" label="Why" optional hint="Kept with the address as your evidence.">
          <Input maxLength={500} autoComplete="off" placeholder="A competitor" />
        </Field>
      </SubmitForm>
    </StepPage>
  );
}
