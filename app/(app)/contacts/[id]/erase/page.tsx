import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { deleteContactAction } from "../../actions.ts";
import { TypeErase } from "../../type-erase.tsx";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Erase a contact" };

export default async function EraseContactPage({ params }: { params: Promise<{ id: string }> }) {
  const contact = await loadContact((await params).id);
  return (
    <StepPage
      contact={contact}
      title="Erase a contact"
      description={`For ${contact.email}, when they ask for it (GDPR Art. 17) or do not belong here. To stop mail, an unsubscribe is enough.`}
      what="erase contacts"
    >
      <SubmitForm
        action={deleteContactAction}
        hidden={{ contactId: contact.id }}
        submit="Erase contact"
        submitVariant="danger"
        secondary={
          <Button href={`/contacts/${contact.id}`} variant="ghost">
            Cancel
          </Button>
        }
      >
        <p>
          <strong className="font-medium text-ink">Goes:</strong> their address everywhere it stands, their
          name, country, language and place on every newsletter, and the personal part of the audit log.
          Messages still waiting for them are not sent.
        </p>
        <p>
          <strong className="font-medium text-ink">Stays:</strong> that somebody agreed and what was sent,
          without name, address or network, as your proof (GDPR Art. 17(3)(e)); and a keyed hash of the
          address where it is suppressed.
        </p>
        <Checkbox
          name="block"
          defaultChecked
          label="Block the address, so that no import and no form brings it back"
        />
        <TypeErase />
      </SubmitForm>
    </StepPage>
  );
}
