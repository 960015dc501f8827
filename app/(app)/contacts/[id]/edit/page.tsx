import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import { joinTags } from "#lib/audience/tags/written.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import {
  correctAddressAction,
  fillContactFieldsAction,
  setTagsAction,
  updateContactAction,
} from "../../actions.ts";
import { languageOptions } from "../../languages.ts";
import { countryName } from "../../words.ts";
import { loadContact } from "../load.ts";
import { StepPage } from "../step-page.tsx";

export const metadata: Metadata = { title: "Edit contact" };

export default async function EditContactPage({ params }: { params: Promise<{ id: string }> }) {
  const contact = await loadContact((await params).id);
  const { id, email, firstName, lastName, country, countryWritten, language, postalCode, timeZone } = contact;
  const actor = await requireMember();
  const fields = await pageQuery(listContactFields, actor, {});
  const extras = (await pageQuery(contactExtras, actor, { contactIds: [id] }))[id];
  return (
    <StepPage
      contact={contact}
      title="Edit contact"
      description="What you know of them. What they agreed to is a record and cannot be edited."
      what="edit contacts"
    >
      <Panel key="about" title="About them">
        <SubmitForm
          action={updateContactAction}
          hidden={{ contactId: id }}
          submit="Save changes"
          secondary={
            <Button href={`/contacts/${id}`} variant="ghost">
              Cancel
            </Button>
          }
        >
          <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
            <Field name="firstName" label="First name" optional>
              <Input autoComplete="off" maxLength={200} defaultValue={firstName ?? ""} />
            </Field>
            <Field name="lastName" label="Last name" optional>
              <Input autoComplete="off" maxLength={200} defaultValue={lastName ?? ""} />
            </Field>
          </div>
          <Field
            name="country"
            label="Country"
            optional
            hint={
              countryWritten
                ? `Their file says “${countryWritten}”, which could not be understood. The strictest law counts until you choose.`
                : "By name or two-letter code. It decides which law counts from the next message on."
            }
          >
            <Input autoComplete="off" maxLength={100} defaultValue={country ? countryName(country) : ""} />
          </Field>
          <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
            <Field
              name="postalCode"
              label="Postal code"
              optional
              hint="Without a country, it may tell which law counts."
            >
              <Input autoComplete="off" maxLength={20} defaultValue={postalCode ?? ""} />
            </Field>
            <Field name="timeZone" label="Time zone" optional hint="Such as America/Toronto.">
              <Input autoComplete="off" maxLength={60} defaultValue={timeZone ?? ""} />
            </Field>
          </div>
          <Field name="language" label="Language" optional className="max-w-80">
            <Select
              defaultValue={language ?? ""}
              placeholder="Not known"
              options={languageOptions(language)}
            />
          </Field>
        </SubmitForm>
      </Panel>
      <Panel key="tags" title="Tags">
        <SubmitForm
          action={setTagsAction}
          hidden={{ contactId: id }}
          submit="Save tags"
          submitVariant="secondary"
          repeatable
        >
          <Field
            name="tags"
            label="Tags"
            optional
            hint="Separated by commas. A new one is made by writing it."
          >
            <Input autoComplete="off" maxLength={2000} defaultValue={joinTags(extras?.tags ?? [])} />
          </Field>
        </SubmitForm>
      </Panel>
      {fields.length > 0 && (
        <Panel key="fields" title="Your own fields">
          <SubmitForm
            action={fillContactFieldsAction}
            hidden={{ contactId: id }}
            submit="Save fields"
            submitVariant="secondary"
            repeatable
          >
            {fields.map((field) => (
              <Field key={field.id} name={`values.${field.id}`} label={field.name} optional>
                <FieldInput kind={field.kind} value={extras?.values[field.id] ?? ""} />
              </Field>
            ))}
          </SubmitForm>
        </Panel>
      )}
      <Panel
        key="address"
        title="Correct the address"
        description="For a typing mistake in the address of the same person. Another person is another contact."
      >
        <SubmitForm
          action={correctAddressAction}
          hidden={{ contactId: id }}
          submit="Correct address"
          submitVariant="secondary"
        >
          <ul className="grid list-disc gap-1 ps-5 text-ink-soft">
            <li>Their consents, newsletters and history stay with them.</li>
            <li>
              If they left, reported spam or were suppressed by you, that goes along: a new address brings
              nobody back.
            </li>
            <li>A bounce stays with the old address. Messages still waiting go to the new one.</li>
            <li>The audit log keeps both addresses, sealed, with your name.</li>
          </ul>
          <Field name="email" label="Right address" hint={`Now: ${email}`}>
            <Input type="email" autoComplete="off" spellCheck={false} maxLength={254} />
          </Field>
          <Field name="why" label="How you know">
            <Input
              autoComplete="off"
              maxLength={500}
              placeholder="They spelt it on the phone on 12 November"
            />
          </Field>
        </SubmitForm>
      </Panel>
    </StepPage>
  );
}

/** The control of a field of the workspace's own. */
function FieldInput({ kind, value }: { kind: string; value: string }) {
  if (kind === "yes_no")
    return (
      <Select
        defaultValue={value}
        placeholder="Not known"
        options={[
          { value: "yes", label: "Yes" },
          { value: "no", label: "No" },
        ]}
      />
    );
  if (kind === "date") return <Input type="date" required={false} defaultValue={value} />;
  if (kind === "number")
    return <Input inputMode="decimal" autoComplete="off" maxLength={30} defaultValue={value} />;
  return <Input autoComplete="off" maxLength={500} defaultValue={value} />;
}
