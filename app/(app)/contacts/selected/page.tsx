import { ShieldBan, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Address } from "#components/ui/address.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { plural } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { chosenContacts } from "#lib/audience/contacts/chosen.ts";
import { mostSelected } from "#lib/audience/contacts/selected.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import type { Search } from "../../address.ts";
import { MayNot } from "../../may-not.tsx";
import { applyTagsAction, deleteContactsAction, suppressContactsAction } from "../actions.ts";

export const metadata: Metadata = { title: "Selected contacts" };

const breadcrumb = [{ label: "Contacts", href: "/contacts" }];
const shown = 10;

/** What to do with the contacts ticked in the list, said with their number before it is done. */
export default async function SelectedPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor))
    return <MayNot actor={actor} title="Selected contacts" breadcrumb={breadcrumb} what="change contacts" />;
  const ids = [(await searchParams).id ?? []].flat().slice(0, mostSelected);
  if (ids.length === 0) redirect("/contacts");
  const chosen = await pageQuery(chosenContacts, actor, { contactIds: ids });
  if (chosen.length === 0) redirect("/contacts");
  const number = plural(chosen.length, "contact");
  const hidden = { contactIds: chosen.map(({ id }) => id).join(",") };
  const back = (
    <Button href="/contacts" variant="ghost">
      Cancel
    </Button>
  );
  return (
    <>
      <PageHeader title={`${number} selected`} breadcrumb={breadcrumb} />
      <div className="grid max-w-2xl gap-5">
        <Panel>
          <ul className="grid gap-1">
            {chosen.slice(0, shown).map(({ id, email }) => (
              <li key={id}>
                <Address email={email} />
              </li>
            ))}
          </ul>
          {chosen.length > shown && <p className="mt-1 text-ink-soft">and {chosen.length - shown} more</p>}
        </Panel>
        <Panel
          title={`Tag ${number}`}
          description="Tags are your own words for a list of contacts. A new one is made by writing it."
        >
          <SubmitForm
            action={applyTagsAction}
            hidden={hidden}
            submit={`Tag ${number}`}
            secondary={back}
            repeatable
          >
            <Field name="tags" label="Tags" hint="Separated by commas.">
              <Input autoComplete="off" maxLength={2000} placeholder="Harbour, Friends" />
            </Field>
            <RadioGroup
              name="does"
              legend="What to do"
              defaultValue="add"
              choices={[
                { value: "add", label: "Put these tags on" },
                { value: "remove", label: "Take these tags off" },
              ]}
            />
          </SubmitForm>
        </Panel>
        <Panel
          title={`Suppress ${number}`}
          description="They get no more mail from you, queued messages included. The contacts and their records stay."
        >
          <SubmitForm
            action={suppressContactsAction}
            hidden={hidden}
            submit={
              <>
                <ShieldBan aria-hidden="true" /> Suppress {number}
              </>
            }
            secondary={back}
          >
            <Field name="note" label="Why" optional hint="Kept with each address as your evidence.">
              <Input maxLength={500} autoComplete="off" placeholder="Asked by phone on 12 November" />
            </Field>
          </SubmitForm>
        </Panel>
        <Panel
          title={`Erase ${number}`}
          description="Their names and addresses go, wherever they stand, and their subscriptions. Consents, suppressions and sent messages stay as proof, without them. This cannot be undone."
          tone="danger"
        >
          <SubmitForm
            action={deleteContactsAction}
            hidden={hidden}
            submitVariant="danger"
            submit={
              <>
                <Trash2 aria-hidden="true" /> Erase {number}
              </>
            }
            secondary={back}
          >
            <Field name="typed" label={`Type ${chosen.length} to confirm`}>
              <Input inputMode="numeric" autoComplete="off" />
            </Field>
          </SubmitForm>
        </Panel>
      </div>
    </>
  );
}
