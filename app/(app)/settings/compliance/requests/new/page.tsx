import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requestKinds } from "#lib/privacy/subject-requests/fields.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { one, type Search } from "../../../../address.ts";
import { MayNot } from "../../../../may-not.tsx";
import { createRequestAction } from "../actions.ts";
import { kindLaw, kindWords } from "../words.ts";

export const metadata: Metadata = { title: "Enter a data request" };

const breadcrumb = [
  { label: "Compliance", href: "/settings/compliance" },
  { label: "Data requests", href: "/settings/compliance/requests" },
];

const languages = new Intl.DisplayNames("en", { type: "language" });

export default async function EnterRequestPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const title = "Enter a data request";
  if (!workspaceMember.admits(actor))
    return <MayNot actor={actor} title={title} breadcrumb={breadcrumb} what="answer data requests" />;
  return (
    <>
      <PageHeader
        title={title}
        description="For a request that came by letter, by phone, by email or in person. A contact gets a mail that it arrived. Anybody else is answered by letter, because nothing proves that the address is theirs."
        breadcrumb={breadcrumb}
      />
      <Panel className="max-w-184">
        <SubmitForm
          action={createRequestAction}
          submit="Enter request"
          secondary={
            <Button href="/settings/compliance/requests" variant="ghost">
              Cancel
            </Button>
          }
        >
          <Field name="email" label="Their email address">
            <Input
              type="email"
              defaultValue={one((await searchParams).email)}
              maxLength={254}
              autoComplete="off"
            />
          </Field>
          <RadioGroup
            name="kind"
            legend="What they ask for"
            choices={requestKinds.map((kind) => ({
              value: kind,
              label: kindWords[kind],
              hint: kindLaw[kind],
            }))}
          />
          <Field
            name="receivedOn"
            label="Day it came"
            optional
            hint="Today when left empty. The month counts from this day."
            className="max-w-80"
          >
            <Input type="date" required={false} />
          </Field>
          <Field
            name="arrived"
            label="How it came, and how you made sure who asks"
            hint="Kept as your evidence (GDPR Art. 12(6))."
          >
            <Input
              maxLength={500}
              autoComplete="off"
              placeholder="By letter, with the number of their last invoice"
            />
          </Field>
          <Field name="words" label="What they wrote or said" optional>
            <Textarea rows={3} maxLength={2000} />
          </Field>
          <Field name="locale" label="Language of the mails to them" className="max-w-80">
            <Select
              defaultValue="en"
              options={locales.map((value) => ({ value, label: languages.of(value) ?? value }))}
            />
          </Field>
        </SubmitForm>
      </Panel>
    </>
  );
}
