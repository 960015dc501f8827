import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { one, type Search } from "../../../address.ts";
import { resubscribeAction } from "../../actions.ts";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Resubscribe a contact" };

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export default async function ResubscribePage({ params, searchParams }: Props) {
  const contact = await loadContact((await params).id);
  const left = contact.subscriptions.filter(({ refusal, archivedAt }) => refusal !== null && !archivedAt);
  const stop = contact.suppressions.find(
    ({ reason, newsletterId }) => newsletterId === null && (reason === "complained" || reason === "bounced"),
  );
  return (
    <StepPage
      contact={contact}
      title="Resubscribe a contact"
      description={`For ${contact.email}, who left and asked you to come back.`}
      what="resubscribe people"
    >
      {stop ? (
        <Notice
          tone="warn"
          title={
            stop.reason === "complained" ? "They reported a message as spam" : "Their mailbox does not exist"
          }
        >
          {stop.reason === "complained"
            ? "A complaint is never lifted. No mail goes to them, also none that asks."
            : "A confirmation mail would bounce too. Correct the address first."}
        </Notice>
      ) : left.length === 0 ? (
        <Notice title="They left nothing">Add them to a newsletter instead, with their consent.</Notice>
      ) : (
        <SubmitForm
          action={resubscribeAction}
          hidden={{ contactId: contact.id }}
          submit="Send one confirmation mail"
          secondary={
            <Button href={`/contacts/${contact.id}`} variant="ghost">
              Cancel
            </Button>
          }
        >
          <Notice title="They have the last word">
            What you write here is recorded, and one confirmation mail goes to them. Nothing else reaches them
            until they confirm: only their own answer lifts an unsubscribe (GDPR Art. 7). They are asked once
            in 30 days.
          </Notice>
          <Field name="newsletterId" label="Newsletter they want back">
            <Select
              defaultValue={
                one((await searchParams).newsletter) ??
                (left.length === 1 ? left[0]?.newsletterId : undefined)
              }
              placeholder="Choose one"
              options={left.map(({ newsletterId, name }) => ({ value: newsletterId, label: name }))}
            />
          </Field>
          <Field name="givenOn" label="Day they asked" className="max-w-80">
            <Input type="date" />
          </Field>
          <Field
            name="place"
            label="Where or how"
            optional
            hint="It completes “asked for it on 3 October 2026, …”."
          >
            <Input maxLength={200} autoComplete="off" placeholder="on the phone, to Anna" />
          </Field>
          <Field
            name="wording"
            label="What they asked for"
            hint="In their words where you have them: it is your proof."
          >
            <Textarea
              maxLength={1000}
              rows={3}
              placeholder="“Please put me back on the letter.” Mail of 12 November on file."
            />
          </Field>
        </SubmitForm>
      )}
    </StepPage>
  );
}
