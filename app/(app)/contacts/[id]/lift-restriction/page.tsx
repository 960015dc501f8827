import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { liftRestrictionAction } from "../../actions.ts";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Lift a restriction" };

export default async function LiftRestrictionPage({ params }: { params: Promise<{ id: string }> }) {
  const contact = await loadContact((await params).id);
  return (
    <StepPage
      contact={contact}
      title="Lift a restriction"
      description={`Tell ${contact.email} before you lift it (GDPR Art. 18(3)). Afterwards mail counts on their consents again.`}
      what="lift restrictions"
    >
      {contact.restrictedAt ? (
        <SubmitForm
          action={liftRestrictionAction}
          hidden={{ contactId: contact.id }}
          submit="Lift restriction"
          secondary={
            <Button href={`/contacts/${contact.id}`} variant="ghost">
              Cancel
            </Button>
          }
        >
          <Field name="told" label="When and how you told them">
            <Input maxLength={500} autoComplete="off" placeholder="By mail on 3 May" />
          </Field>
        </SubmitForm>
      ) : (
        <p>Their data is not restricted.</p>
      )}
    </StepPage>
  );
}
