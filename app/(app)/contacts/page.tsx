import { Contact as ContactIcon, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Select } from "#components/ui/select.tsx";
import { Time } from "#components/ui/time.tsx";
import { countContacts } from "#lib/audience/contacts/count.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { type SkipReason, skipReasons } from "#lib/audience/suppressions/reasons.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../address.ts";
import { ContactsActions, ContactsHeader } from "./contacts-header.tsx";
import { countryName, fullName, mailWords } from "./words.ts";

export const metadata: Metadata = { title: "Contacts" };

export default async function ContactsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const given = await searchParams;
  const cursor = one(given.cursor);
  const search = cutText(one(given.search) ?? "", 254) || undefined;
  const newsletterId = one(given.newsletter);
  const leftOut = newsletterId ? leftOutOf(one(given.mail)) : undefined;
  const filters = { search, newsletterId, leftOut };

  const [{ rows, nextCursor }, { count, more }, newsletters] = await Promise.all([
    pageQuery(listContacts, actor, { cursor, ...filters }),
    pageQuery(countContacts, actor, filters),
    newsletterOptions(actor, newsletterId),
  ]);
  const filtered = Boolean(search || newsletterId);
  const nobody = rows.length === 0 && !filtered && !cursor;
  const mayChange = workspaceMember.admits(actor);
  const here = (more: Record<string, string | null | undefined> = {}) =>
    address("/contacts", { search, newsletter: newsletterId, mail: leftOut, ...more });

  return (
    <>
      <ContactsHeader tab="people" actions={mayChange && !nobody} />
      <LedgerTable
        caption="Contacts, newest first"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/contacts/${id}`}
        toolbar={
          !nobody && (
            <FilterBar action="/contacts" clearHref={filtered ? "/contacts" : undefined} submit="Search">
              <Field name="search" label="Search by the start of an address or name" optional quiet>
                <Input
                  type="search"
                  key={search}
                  defaultValue={search}
                  placeholder="Start of an address or name"
                  autoComplete="off"
                />
              </Field>
              <Field name="newsletter" label="Newsletter" optional quiet>
                <Select defaultValue={newsletterId} placeholder="Every newsletter" options={newsletters} />
              </Field>
              {newsletterId && (
                <Field name="mail" label="Who gets its mail" optional quiet>
                  <Select
                    defaultValue={leftOut}
                    placeholder="Everyone on it"
                    options={[{ value: "any", label: "Blocked for any reason" }, ...leftOutOptions]}
                  />
                </Field>
              )}
            </FilterBar>
          )
        }
        empty={nobody ? <NoContacts mayChange={mayChange} /> : <NobodyFound />}
        pagination={
          <Pagination
            newerHref={cursor && here()}
            newerLabel="Newest"
            olderHref={nextCursor && here({ cursor: nextCursor })}
          >
            {rows.length > 0 &&
              (more ? `More than ${formatNumber(count)} contacts` : plural(count, "contact"))}
          </Pagination>
        }
      />
    </>
  );
}

/** The open newsletters, and the one in the address also when it is archived. */
async function newsletterOptions(actor: Parameters<typeof listNewsletters>[0], chosen: string | undefined) {
  const { rows } = await pageQuery(listNewsletters, actor, { limit: 200 });
  const options = rows.map(({ id, name }) => ({ value: id, label: name }));
  if (!chosen || rows.some(({ id }) => id === chosen)) return options;
  const archived = await pageQuery(getNewsletter, actor, { newsletterId: chosen });
  return [...options, { value: chosen, label: `${archived.name} (archived)` }];
}

type LeftOut = SkipReason | "any";
const leftOutOf = (given: string | undefined) =>
  given === "any" || (given && Object.hasOwn(skipReasons, given)) ? (given as LeftOut) : undefined;

const leftOutOptions = (Object.keys(skipReasons) as SkipReason[])
  .filter((reason) => reason !== "contact_deleted")
  .map((reason) => ({ value: reason, label: mailWords[reason].words }));

type Row = Awaited<ReturnType<typeof listContacts>>["rows"][number];

const columns: Column<Row>[] = [
  { key: "email", header: "Address", cell: ({ email }) => <span className="wrap-anywhere">{email}</span> },
  { key: "name", header: "Name", cell: (row) => fullName(row) || <None /> },
  {
    key: "country",
    header: "Country",
    tight: true,
    phone: "hide",
    cell: ({ country }) => (country ? countryName(country) : <None />),
  },
  {
    key: "newsletters",
    header: "Newsletters",
    numeric: true,
    tight: true,
    phone: "hide",
    cell: ({ newsletterCount }) => formatNumber(newsletterCount),
  },
  {
    key: "mail",
    header: "State",
    tight: true,
    cell: ({ mail }) => <StatusDot tone={mailWords[mail].tone}>{mailWords[mail].words}</StatusDot>,
  },
  {
    key: "added",
    header: "Added",
    tight: true,
    phone: "hide",
    cell: ({ createdAt }) => <Time value={createdAt} />,
  },
];

function None() {
  return (
    <span className="text-ink-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">Not known</span>
    </span>
  );
}

function NoContacts({ mayChange }: { mayChange: boolean }) {
  return (
    <EmptyState
      icon={<ContactIcon aria-hidden="true" />}
      title="The people you write to will be here"
      action={mayChange && <ContactsActions />}
    >
      Bring a CSV file, be it of a million rows, or add one person. Each comes with where and when they
      agreed, so that you can show it when somebody asks.
    </EmptyState>
  );
}

function NobodyFound() {
  return (
    <EmptyState
      icon={<SearchX aria-hidden="true" />}
      title="Nobody matches"
      action={<Button href="/contacts">Show every contact</Button>}
    >
      The search looks at the start of addresses, first names and last names.
    </EmptyState>
  );
}
