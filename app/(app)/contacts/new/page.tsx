import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../address.ts";
import { MayNot } from "../../may-not.tsx";
import { createContactAction } from "../actions.ts";
import { ConsentFields } from "../consent-fields.tsx";

export const metadata: Metadata = { title: "Add a contact" };

export default async function NewContactPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="Add a contact"
        breadcrumb={[{ label: "Contacts", href: "/contacts" }]}
        what="add people"
      />
    );
  }
  const { rows } = await pageQuery(listNewsletters, actor, { limit: 200 });
  const chosen = one((await searchParams).newsletter);
  return (
    <>
      <PageHeader
        title="Add a contact"
        description="One person who agreed outside Mailneo: on the telephone, on paper, in a mail to you."
        breadcrumb={[{ label: "Contacts", href: "/contacts" }]}
      />
      <SubmitForm
        creates
        action={createContactAction}
        submit="Add contact"
        secondary={
          <Button href="/contacts" variant="ghost">
            Cancel
          </Button>
        }
      >
        <Field name="email" label="Email address">
          <Input type="email" autoComplete="off" spellCheck={false} maxLength={254} />
        </Field>
        <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
          <Field name="firstName" label="First name" optional>
            <Input autoComplete="off" maxLength={200} />
          </Field>
          <Field name="lastName" label="Last name" optional>
            <Input autoComplete="off" maxLength={200} />
          </Field>
        </div>
        <Field
          name="country"
          label="Country"
          optional
          hint="By name or two-letter code. It decides which law counts for them."
        >
          <Input autoComplete="off" maxLength={100} />
        </Field>
        <Field
          name="newsletterId"
          label="Newsletter they agreed to"
          hint="They are on it from now on. Consent holds for what they agreed to and nothing else (GDPR Art. 4(11))."
        >
          <Select
            defaultValue={chosen}
            placeholder="Choose one"
            options={[
              ...rows.map(({ id, name }) => ({ value: id, label: name })),
              { value: "none", label: "No newsletter yet" },
            ]}
          />
        </Field>
        <ConsentFields
          day
          name="wording"
          label="How and when they agreed"
          hint="GDPR Art. 7(1): you must be able to show that they did. This sentence is kept with the date, and cannot be changed later."
          placeholder="Asked for it at our stand in Turin on 4 May 2026; card on file."
        />
      </SubmitForm>
    </>
  );
}
