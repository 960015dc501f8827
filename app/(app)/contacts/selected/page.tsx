import { Download, MailPlus, ShieldBan, Tags, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Address } from "#components/ui/address.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { chosenContacts } from "#lib/audience/contacts/chosen.ts";
import { countContacts } from "#lib/audience/contacts/count.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { mostSelected } from "#lib/audience/contacts/selected.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { FEW_PEOPLE } from "#lib/audience/take-people.ts";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, type Search } from "../../address.ts";
import { MayNot } from "../../may-not.tsx";
import {
  eraseContactsAction,
  subscribeContactsAction,
  suppressSelectedAction,
  tagContactsAction,
} from "../bulk-actions/actions.ts";
import { ConsentFields } from "../consent-fields.tsx";
import { filtersOf, readQuery } from "../query.ts";

export const metadata: Metadata = { title: "Selected contacts" };

const breadcrumb = [{ label: "Contacts", href: "/contacts" }];
const shown = 10;

/** What to do with the contacts ticked in the list, or with all that match it, said with their number before it is done. */
export default async function SelectedPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  if (!workspaceMember.admits(actor))
    return <MayNot actor={actor} title="Selected contacts" breadcrumb={breadcrumb} what="change contacts" />;
  const selected = await readSelection(actor, await searchParams);
  if (!selected)
    return (
      <>
        <PageHeader title="Selected contacts" breadcrumb={breadcrumb} />
        <Panel>
          <EmptyState
            title="No contacts selected"
            action={
              <Button href="/contacts" variant="primary">
                Back to contacts
              </Button>
            }
          >
            Select at least one contact in the list, then press “Change selected”.
          </EmptyState>
        </Panel>
      </>
    );
  const { number, typed, first, more, hidden, exportHref } = selected;
  const { rows: newsletters } = await pageQuery(listNewsletters, actor, { limit: 200 });
  const back = (
    <Button href={selected.backHref} variant="ghost">
      Cancel
    </Button>
  );
  return (
    <>
      <PageHeader
        title={`${number} selected`}
        breadcrumb={breadcrumb}
        actions={
          workspaceAdmin.admits(actor) && (
            <Button external download href={exportHref} icon={<Download aria-hidden="true" />}>
              Export as CSV
            </Button>
          )
        }
      />
      <div className="grid max-w-2xl gap-5">
        <Panel>
          <ul className="grid gap-1">
            {first.map(({ id, email }) => (
              <li key={id}>
                <Address email={email} />
              </li>
            ))}
          </ul>
          {more && <p className="mt-1 text-ink-soft">{more}</p>}
        </Panel>
        <Panel
          title={`Tag ${number}`}
          description="Tags are your own words for a list of contacts. A new one is made by writing it. You can undo it for 10 seconds."
        >
          <SubmitForm
            action={tagContactsAction}
            hidden={hidden}
            submit={
              <>
                <Tags aria-hidden="true" /> Tag {number}
              </>
            }
            secondary={back}
            creates
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
        {newsletters.length > 0 && (
          <Panel
            title={`Add ${number} to a newsletter`}
            description="With the consent that all of them gave outside Mailneo. Whoever left, reported spam or is suppressed is not added. You can undo it for 10 seconds."
          >
            <SubmitForm
              action={subscribeContactsAction}
              hidden={hidden}
              submit={
                <>
                  <MailPlus aria-hidden="true" /> Add {number}
                </>
              }
              secondary={back}
              creates
            >
              <Field name="newsletterId" label="Newsletter">
                <Select
                  placeholder="Choose a newsletter"
                  options={newsletters.map(({ id, name }) => ({ value: id, label: name }))}
                />
              </Field>
              <ConsentFields
                name="wording"
                label="How they agreed"
                hint="It stands in each person’s file as the proof (GDPR Art. 7(1))."
                placeholder="They signed the list at the reading on 3 October and ticked “send me the letter”."
                day
              />
            </SubmitForm>
          </Panel>
        )}
        <Panel
          title={`Suppress ${number}`}
          description={`They get no more mail from you, queued messages included. The contacts and their records stay. You can undo it for 10 seconds. More than ${FEW_PEOPLE} an hour need an admin, who can undo it for ten minutes; the owners get a mail.`}
        >
          <SubmitForm
            action={suppressSelectedAction}
            hidden={hidden}
            submit={
              <>
                <ShieldBan aria-hidden="true" /> Suppress {number}
              </>
            }
            secondary={back}
            creates
          >
            <Field name="note" label="Why" optional hint="Kept with each address as your evidence.">
              <Input maxLength={500} autoComplete="off" placeholder="Asked by phone on 12 November" />
            </Field>
          </SubmitForm>
        </Panel>
        <Panel
          title={`Erase ${number}`}
          description={`Their names and addresses go, wherever they stand, and their subscriptions. Consents, suppressions and sent messages stay as proof, without them. Nothing brings them back. More than ${FEW_PEOPLE} an hour need an admin, who can undo it for ten minutes; the owners get a mail.`}
          tone="danger"
        >
          <SubmitForm
            action={eraseContactsAction}
            hidden={hidden}
            submitVariant="danger"
            submit={
              <>
                <Trash2 aria-hidden="true" /> Erase {number}
              </>
            }
            secondary={back}
            creates
          >
            <Checkbox
              name="block"
              defaultChecked
              label="Block the addresses, so that no import and no form brings them back"
            />
            <Field
              name="typed"
              label={typed ? `Type ${typed} to confirm` : "Type the number of contacts to confirm"}
            >
              <Input inputMode="numeric" autoComplete="off" />
            </Field>
          </SubmitForm>
        </Panel>
      </div>
    </>
  );
}

type Selected = {
  /** "3 contacts", or words where the number is not counted. */
  number: string;
  /** What confirms erasing; null where the number is not counted here. */
  typed: string | null;
  first: { id: string; email: string }[];
  more: string | null;
  hidden: Record<string, string>;
  exportHref: string;
  backHref: string;
};

/** Returns the selection that an address names; null where nobody is selected, or all are gone. */
async function readSelection(actor: Member, given: Awaited<Search>): Promise<Selected | null> {
  if (given.all !== undefined) return allThatMatch(actor, given);
  const ids = [given.id ?? []].flat().slice(0, mostSelected);
  if (ids.length === 0) return null;
  const chosen = await pageQuery(chosenContacts, actor, { contactIds: ids });
  if (chosen.length === 0) return null;
  return {
    number: plural(chosen.length, "contact"),
    typed: String(chosen.length),
    first: chosen.slice(0, shown),
    more: chosen.length > shown ? `and ${chosen.length - shown} more` : null,
    hidden: { contactIds: chosen.map(({ id }) => id).join(",") },
    exportHref: `/contacts/export?${chosen.map(({ id }) => `id=${id}`).join("&")}`,
    backHref: "/contacts",
  };
}

async function allThatMatch(actor: Member, given: Awaited<Search>): Promise<Selected | null> {
  const query = readQuery(given);
  const filters = filtersOf(query);
  const [counted, { rows }] = await Promise.all([
    pageQuery(countContacts, actor, filters),
    pageQuery(listContacts, actor, { ...filters, sort: query.sort, limit: shown }),
  ]);
  if (rows.length === 0) return null;
  const exact = counted && !counted.more ? counted.count : null;
  const { columns: _, ...narrowing } = query;
  const address_ = address("", narrowing);
  return {
    number:
      exact !== null
        ? plural(exact, "contact")
        : counted
          ? `More than ${formatNumber(counted.count)} contacts`
          : "All contacts that match",
    typed: exact === null ? null : String(exact),
    first: rows,
    more:
      exact === null
        ? "and all others that match"
        : exact > rows.length
          ? `and ${formatNumber(exact - rows.length)} more`
          : null,
    hidden: {
      query: address_.replace(/^\?/, ""),
      ...(exact !== null && { expected: String(exact) }),
    },
    exportHref: address("/contacts/export", narrowing),
    backHref: address("/contacts", query),
  };
}
