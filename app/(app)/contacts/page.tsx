import { Contact as ContactIcon, Download, SearchX } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { countContacts } from "#lib/audience/contacts/count.ts";
import { listContactCountries } from "#lib/audience/contacts/countries.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { getSegment } from "#lib/audience/segments/get.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../address.ts";
import { ColumnChoice, type ContactRow, shownColumns } from "./contact-columns.tsx";
import { ContactFilters } from "./contact-filters.tsx";
import { ContactsActions, ContactsHeader } from "./contacts-header.tsx";
import { filtersOf, readQuery } from "./query.ts";
import { SaveSegment } from "./save-segment.tsx";
import { SegmentBar } from "./segment-bar.tsx";
import { SelectPage } from "./select-page.tsx";

export const metadata: Metadata = { title: "Contacts" };

export default async function ContactsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const cursor = one(given.cursor);
  const query = readQuery(given);
  const filters = filtersOf(query);

  const [{ rows: found, nextCursor }, counted, newsletters, countries, tags, fields, segment] =
    await Promise.all([
      pageQuery(listContacts, actor, { cursor, sort: query.sort, ...filters }),
      pageQuery(countContacts, actor, filters),
      newsletterOptions(actor, query.newsletter),
      pageQuery(listContactCountries, actor, {}),
      pageQuery(listTags, actor, {}),
      pageQuery(listContactFields, actor, {}),
      query.segment ? pageQuery(getSegment, actor, { segmentId: query.segment }) : null,
    ]);
  const shown = shownColumns(query.columns, tags.length > 0, fields);
  const rows = await withExtras(actor, found, tags.length + fields.length > 0);
  const { sort: _, columns: __, segment: ___, ...narrowing } = query;
  const filtered = Object.values(narrowing).some(Boolean);
  const nobody = rows.length === 0 && !filtered && !cursor;
  const mayChange = workspaceMember.admits(actor);
  const here = (more: Record<string, string | null | undefined> = {}) =>
    address("/contacts", { ...query, ...more });

  return (
    <>
      <ContactsHeader tab="people" actions={mayChange && !nobody} />
      {segment && (
        <SegmentBar segment={segment} query={query} tags={tags} fields={fields} mayChange={mayChange} />
      )}
      <LedgerTable
        caption={`Contacts, ${orderWords[query.sort ?? "newest"]}`}
        columns={shown.columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/contacts/${id}`}
        select={
          mayChange
            ? {
                header: "Select",
                cell: ({ id, email }) => (
                  <input
                    type="checkbox"
                    form={selectionForm}
                    name="id"
                    value={id}
                    aria-label={`Select ${email}`}
                    className="choice"
                  />
                ),
              }
            : undefined
        }
        toolbar={
          !nobody && (
            <ContactFilters
              query={query}
              newsletters={newsletters}
              countries={countries}
              tags={tags}
              fields={fields}
              clearHref={
                filtered || query.sort ? address("/contacts", { columns: query.columns }) : undefined
              }
            />
          )
        }
        empty={
          nobody ? (
            <NoContacts mayChange={mayChange} />
          ) : (
            <NobodyFound goOn={nextCursor ? here({ cursor: nextCursor }) : undefined} />
          )
        }
        pagination={
          <>
            {rows.length > 0 && (
              <ListActions
                mayChange={mayChange}
                all={
                  (filtered || counted === null || counted.count > rows.length) && {
                    href: address("/contacts/selected", { all: "1", ...query }),
                    words: allWords(counted),
                  }
                }
                columns={<ColumnChoice query={query} shown={shown} />}
                segment={mayChange && filtered && !segment && <SaveSegment query={query} />}
                exportHref={workspaceAdmin.admits(actor) ? address("/contacts/export", query) : undefined}
              />
            )}
            <Pagination
              newerHref={cursor && here()}
              newerLabel="First page"
              olderHref={nextCursor && here({ cursor: nextCursor })}
              olderLabel="Next"
            >
              {rows.length > 0 && countWords(counted)}
            </Pagination>
          </>
        }
      />
    </>
  );
}

const selectionForm = "selected-contacts";

const orderWords = {
  newest: "newest first",
  oldest: "oldest first",
  address: "by address",
  address_desc: "by address, from Z",
};

function countWords(counted: { count: number; more: boolean } | null) {
  if (!counted) return null;
  return counted.more
    ? `More than ${formatNumber(counted.count)} contacts`
    : plural(counted.count, "contact");
}

/** What selects every contact of the list, not only those of the page. */
const allWords = (counted: { count: number; more: boolean } | null) =>
  counted && !counted.more ? `Select all ${plural(counted.count, "contact")}` : "Select all that match";

/** Renders what to do with the ticked rows, or with all that match, and the list as a file. */
function ListActions({
  mayChange,
  all,
  exportHref,
  columns,
  segment,
}: {
  mayChange: boolean;
  all: { href: string; words: string } | false;
  exportHref?: string;
  columns: ReactNode;
  segment: ReactNode;
}) {
  return (
    <div className="mt-3 flex flex-wrap justify-between gap-2">
      {mayChange ? (
        <form id={selectionForm} action="/contacts/selected" className="flex flex-wrap items-center gap-2">
          <SelectPage form={selectionForm} />
          <Button type="submit" size="small">
            Change selected
          </Button>
          {all && (
            <Button href={all.href} size="small" variant="ghost">
              {all.words}
            </Button>
          )}
        </form>
      ) : (
        <span />
      )}
      <div className="flex flex-wrap gap-2">
        {segment}
        {columns}
        {exportHref && (
          <Button external download href={exportHref} size="small" icon={<Download aria-hidden="true" />}>
            Export as CSV
          </Button>
        )}
      </div>
    </div>
  );
}

/** Reads the tags and fields of a page's contacts, where the workspace has any. */
async function withExtras(actor: Member, rows: ContactRow[], any: boolean) {
  if (!any || rows.length === 0) return rows.map((row) => ({ ...row, extras: none }));
  const extras = await pageQuery(contactExtras, actor, { contactIds: rows.map(({ id }) => id) });
  return rows.map((row) => ({ ...row, extras: extras[row.id] ?? none }));
}

const none = { tags: [], values: {} };

/** The open newsletters, and the one in the address also when it is archived. */
async function newsletterOptions(actor: Parameters<typeof listNewsletters>[0], chosen: string | undefined) {
  const { rows } = await pageQuery(listNewsletters, actor, { limit: 200 });
  const options = rows.map(({ id, name }) => ({ value: id, label: name }));
  if (!chosen || rows.some(({ id }) => id === chosen)) return options;
  const archived = await pageQuery(getNewsletter, actor, { newsletterId: chosen });
  return [...options, { value: chosen, label: `${archived.name} (archived)` }];
}

function NoContacts({ mayChange }: { mayChange: boolean }) {
  return (
    <EmptyState
      icon={<ContactIcon aria-hidden="true" />}
      title="No contacts yet"
      action={mayChange && <ContactsActions />}
    >
      Import a file of up to 2 GB (CSV, TSV, Excel or NDJSON), or add one contact. Each is kept with where its
      consent came from, so that you can prove it.
    </EmptyState>
  );
}

function NobodyFound({ goOn }: { goOn?: string }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden="true" />}
      title={goOn ? "None among these contacts" : "No matching contacts"}
      action={
        <>
          {goOn && (
            <Button href={goOn} variant="primary">
              Search further
            </Button>
          )}
          <Button href="/contacts">Show all contacts</Button>
        </>
      }
    >
      {goOn
        ? "This state is checked contact by contact, a few hundred at a time."
        : "The search looks at every part of addresses and names. In a workspace of more than 20,000 contacts, a word of one or two letters is looked for at their start."}
    </EmptyState>
  );
}
