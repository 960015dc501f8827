import { Trash2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { plural } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address } from "../../address.ts";
import { createContactFieldAction, deleteContactFieldAction, deleteTagAction } from "../actions.ts";
import { ContactsHeader } from "../contacts-header.tsx";

export const metadata: Metadata = { title: "Tags and fields" };

const kinds = { text: "Text", number: "Number", date: "Date", yes_no: "Yes or no" };

export default async function FieldsPage() {
  const actor = await requireMember();
  const [fields, tags] = await Promise.all([
    pageQuery(listContactFields, actor, {}),
    pageQuery(listTags, actor, {}),
  ]);
  const mayChange = workspaceMember.admits(actor);
  return (
    <>
      <ContactsHeader tab="fields" actions={false} />
      <div className="grid max-w-184 gap-5">
        <Panel
          title="Fields"
          description="What you note of your contacts beyond name and country. A field keeps its kind for good."
          flush
        >
          {fields.length === 0 && <p className="px-4 pt-1 pb-3 text-ink-soft">No fields yet.</p>}
          {fields.map(({ id, name, kind, contacts }) => (
            <SettingsRow
              key={id}
              title={name}
              state={kinds[kind]}
              description={contacts === 0 ? "No values yet" : `Known of ${plural(contacts, "contact")}`}
              action={
                workspaceAdmin.admits(actor) && (
                  <ConfirmButton
                    action={deleteContactFieldAction}
                    hidden={{ fieldId: id, expected: String(contacts) }}
                    label="Delete"
                    ariaLabel={`Delete ${name}`}
                    icon={<Trash2 aria-hidden="true" />}
                    title={`Delete the field ${name}?`}
                    confirm="Delete field"
                  >
                    <p>
                      The field goes, with its{" "}
                      {contacts === 0 ? "values" : `value of ${plural(contacts, "contact")}`}. This cannot be
                      undone. A field that a segment or a scheduled campaign filters by cannot be deleted.
                    </p>
                  </ConfirmButton>
                )
              }
            />
          ))}
          {mayChange && (
            <div className="border-line border-t p-4">
              <SubmitForm action={createContactFieldAction} submit="Add field">
                <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
                  <Field name="name" label="Name">
                    <Input maxLength={50} autoComplete="off" placeholder="Birthday" />
                  </Field>
                  <Field name="kind" label="Kind of value">
                    <Select
                      placeholder="Choose one"
                      options={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
                    />
                  </Field>
                </div>
              </SubmitForm>
            </div>
          )}
        </Panel>
        <Panel
          title="Tags"
          description="Labels for contacts. Add them by hand, to selected contacts, or with an import."
          flush
        >
          {tags.length === 0 && <p className="px-4 pt-1 pb-3 text-ink-soft">No tags yet.</p>}
          {tags.map(({ id, name, contacts }) => (
            <SettingsRow
              key={id}
              title={
                <Link
                  href={address("/contacts", { tag: id })}
                  className="inline-flex min-h-6 items-center hover:underline"
                >
                  {name}
                </Link>
              }
              state={plural(contacts, "contact")}
              action={
                mayChange && (
                  <ConfirmButton
                    action={deleteTagAction}
                    hidden={{ tagId: id, expected: String(contacts) }}
                    label="Delete"
                    ariaLabel={`Delete ${name}`}
                    icon={<Trash2 aria-hidden="true" />}
                    title={`Delete the tag ${name}?`}
                    confirm="Delete tag"
                  >
                    <p>
                      It is removed from {plural(contacts, "contact")}. The contacts stay. A tag that a
                      segment or a scheduled campaign filters by cannot be deleted.
                    </p>
                  </ConfirmButton>
                )
              }
            />
          ))}
        </Panel>
      </div>
    </>
  );
}
