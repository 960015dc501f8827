import { FileUp } from "lucide-react";
import type { Metadata } from "next";
import { FileDrop } from "#components/forms/file-drop.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { MayNot } from "../../../../may-not.tsx";
import { addSuppressionsAction, importSuppressionsAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Suppress addresses" };

export default async function AddSuppressionsPage() {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="Suppress addresses"
        breadcrumb={[
          { label: "Compliance", href: "/settings/compliance" },
          { label: "Suppressions", href: "/settings/compliance/suppressions" },
        ]}
        what="add addresses to this list"
      />
    );
  }
  const { rows } = await pageQuery(listNewsletters, actor, { limit: 200 });
  return (
    <>
      <PageHeader
        title="Suppress addresses"
        description="A suppressed address gets no mail from you: from any newsletter, or from one you choose. Use it for people who asked by phone or letter, and for partners or competitors."
        breadcrumb={[
          { label: "Compliance", href: "/settings/compliance" },
          { label: "Suppressions", href: "/settings/compliance/suppressions" },
        ]}
      />
      <Panel>
        <SubmitForm
          action={addSuppressionsAction}
          submit="Suppress addresses"
          secondary={
            <Button href="/settings/compliance/suppressions" variant="ghost">
              Back to the list
            </Button>
          }
        >
          <Field
            name="emails"
            label="Email addresses"
            hint="One per line, or separated by commas. At most 1,000 at a time."
          >
            <Textarea mono rows={8} spellCheck={false} autoComplete="off" autoCapitalize="off" />
          </Field>
          <Field name="newsletterId" label="Newsletter they get no mail from" optional>
            <Select
              options={[
                { value: "", label: "Any newsletter" },
                ...rows.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
          <Field name="note" label="Why" optional hint="Kept with each address as your evidence.">
            <Input maxLength={500} autoComplete="off" placeholder="Asked by phone on 12 November" />
          </Field>
        </SubmitForm>
      </Panel>
      {rows.length > 0 ? (
        <Panel
          className="mt-5"
          title="From a file"
          description="A CSV or Excel file of any size, such as the suppression list of another tool, or the one that you exported here: reason and newsletter of each row are read. Wrong rows are named, and the rest is taken."
          action={
            <Button
              href="/contacts/imports/new?for=suppression"
              size="small"
              icon={<FileUp aria-hidden="true" />}
            >
              Import a list
            </Button>
          }
        />
      ) : (
        <SmallFile />
      )}
    </>
  );
}

/** For a workspace without a newsletter, which an import belongs to. */
function SmallFile() {
  return (
    <Panel
      className="mt-5"
      title="From a CSV file"
      description="A column of addresses, and if you have them the reason (unsubscribed, bounced, complained, manual) and the newsletter. A stronger reason outranks what is on the list; a weaker one changes nothing. At most 20,000 rows."
    >
      <SubmitForm action={importSuppressionsAction} submit="Suppress everybody in it" repeatable>
        <Field name="file" label="CSV file">
          <FileDrop accept=".csv,.txt,text/csv,text/plain" />
        </Field>
      </SubmitForm>
    </Panel>
  );
}
