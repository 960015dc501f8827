import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../../address.ts";
import { addSubscriptionAction } from "../../actions.ts";
import { ConsentFields } from "../../consent-fields.tsx";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Add to a newsletter" };

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export default async function AddToNewsletterPage({ params, searchParams }: Props) {
  const contact = await loadContact((await params).id);
  const { rows } = await pageQuery(listNewsletters, await requireMember(), { limit: 200 });
  const known = new Set(contact.subscriptions.map(({ newsletterId }) => newsletterId));
  const open = rows.filter(({ id }) => !known.has(id));
  const left = contact.subscriptions.some(({ unsubscribedAt }) => unsubscribedAt);
  return (
    <StepPage
      contact={contact}
      title="Add to a newsletter"
      description={`${contact.email} agreed outside Mailneo: on the telephone, on paper, in a mail to you.`}
      what="add people to newsletters"
    >
      {open.length === 0 ? (
        <Notice title="They are on every newsletter, or were">
          {left ? (
            <>
              Whoever left comes back by their own confirmation:{" "}
              <Link href={`/contacts/${contact.id}/resubscribe`} className="link">
                resubscribe them
              </Link>
              .
            </>
          ) : (
            <Link href="/newsletters/new" className="link">
              Create a newsletter
            </Link>
          )}
        </Notice>
      ) : (
        <SubmitForm
          action={addSubscriptionAction}
          hidden={{ contactId: contact.id }}
          submit="Add to newsletter"
          secondary={
            <Button href={`/contacts/${contact.id}`} variant="ghost">
              Cancel
            </Button>
          }
        >
          <Field
            name="newsletterId"
            label="Newsletter they agreed to"
            hint="Consent holds for what they agreed to and nothing else (GDPR Art. 4(11))."
          >
            <Select
              defaultValue={
                one((await searchParams).newsletter) ?? (open.length === 1 ? open[0]?.id : undefined)
              }
              placeholder="Choose one"
              options={open.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Field>
          <ConsentFields
            day
            name="wording"
            label="How they agreed, or the words they agreed to"
            hint="GDPR Art. 7(1): you must be able to show that they did. This is kept with the date, and cannot be changed later."
            placeholder="Ticked “Send me the letter” on the sign-up card; card on file."
          />
        </SubmitForm>
      )}
    </StepPage>
  );
}
