import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { one, type Search } from "../../../address.ts";
import { endSubscriptionAction } from "../../actions.ts";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Unsubscribe a contact" };

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export default async function UnsubscribeContactPage({ params, searchParams }: Props) {
  const contact = await loadContact((await params).id);
  const on = contact.subscriptions.filter(({ unsubscribedAt }) => !unsubscribedAt);
  return (
    <StepPage
      contact={contact}
      title="Unsubscribe a contact"
      description={`${contact.email} asked by phone, by letter or in person. It counts like their own click: at once, queued messages included.`}
      what="unsubscribe people"
    >
      <SubmitForm
        action={endSubscriptionAction}
        hidden={{ contactId: contact.id }}
        submit="Unsubscribe"
        repeatable
        secondary={
          <Button href={`/contacts/${contact.id}`} variant="ghost">
            Cancel
          </Button>
        }
      >
        <RadioGroup
          name="newsletterId"
          legend="What they want to leave"
          defaultValue={
            one((await searchParams).newsletter) ?? (on.length === 1 ? on[0]?.newsletterId : undefined)
          }
          choices={[
            ...on.map(({ newsletterId, name }) => ({ value: newsletterId, label: name })),
            {
              value: "all",
              label: "Everything you send",
              hint: "Every newsletter you have or will make.",
            },
          ]}
        />
        <Field
          name="askedOn"
          label="Day they asked"
          optional
          hint="Today when left empty."
          className="max-w-80"
        >
          <Input type="date" required={false} />
        </Field>
        <Field name="how" label="How they asked" hint="Kept with the withdrawal, as your evidence.">
          <Input maxLength={500} autoComplete="off" placeholder="By phone, to Anna" />
        </Field>
      </SubmitForm>
    </StepPage>
  );
}
