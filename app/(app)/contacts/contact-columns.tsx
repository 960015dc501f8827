import { Columns3 } from "lucide-react";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatDay, formatNumber } from "#components/ui/format.ts";
import type { Column } from "#components/ui/ledger-table.tsx";
import { Popover } from "#components/ui/menu.tsx";
import { None } from "#components/ui/none.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Extras } from "#lib/audience/contacts/extras.ts";
import type { listContacts } from "#lib/audience/contacts/list.ts";
import type { ContactQuery } from "./query.ts";
import { countryName, fullName, mailWords, sourceWords } from "./words.ts";

export type ContactRow = Awaited<ReturnType<typeof listContacts>>["rows"][number];
type Row = ContactRow & { extras: Extras };
type FieldOfContacts = { id: string; name: string; kind: string };

export type ShownColumns = ReturnType<typeof shownColumns>;

/** Returns the columns to show and those to choose from. Without a choice the usual ones are shown, with tags where there are any. */
export function shownColumns(asked: string | undefined, hasTags: boolean, fields: FieldOfContacts[]) {
  const all = [...ownColumns, ...fields.map(fieldColumn)];
  const usual = ["name", "country", "newsletters", "mail", "added", ...(hasTags ? ["tags"] : [])];
  const names = new Set(asked?.split(",") ?? usual);
  const chosen = all.filter(({ key }) => names.has(key));
  return {
    columns: [addressColumn, ...chosen],
    choices: all.map(({ key, header }) => ({ key, header: String(header), shown: names.has(key) })),
  };
}

const addressColumn: Column<Row> = {
  key: "email",
  header: "Address",
  cell: ({ email }) => <Address email={email} />,
};

const ownColumns: Column<Row>[] = [
  { key: "name", header: "Name", cell: (row) => fullName(row) || <None words="Not known" /> },
  {
    key: "country",
    header: "Country",
    tight: true,
    phone: "hide",
    cell: ({ country }) => (country ? countryName(country) : <None words="Not known" />),
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
    key: "tags",
    header: "Tags",
    cell: ({ extras }) => extras.tags.join(", ") || <None words="None" />,
  },
  {
    key: "source",
    header: "Source",
    tight: true,
    phone: "hide",
    cell: ({ source }) => <span className="first-letter:uppercase">{sourceWords[source]}</span>,
  },
  {
    key: "added",
    header: "Added",
    tight: true,
    phone: "hide",
    cell: ({ createdAt }) => <Time value={createdAt} />,
  },
];

const fieldColumn = ({ id, name, kind }: FieldOfContacts): Column<Row> => ({
  key: id,
  header: name,
  numeric: kind === "number",
  cell: ({ extras }) => fieldWords(kind, extras.values[id]) ?? <None words="Not known" />,
});

/** Returns a stored value of a field in words; undefined where it is not known. */
export function fieldWords(kind: string, value: string | undefined): string | undefined {
  if (value === undefined || kind === "text") return value;
  if (kind === "date") return formatDay(value);
  if (kind === "yes_no") return value === "yes" ? "Yes" : "No";
  return value;
}

/** Renders the choice of columns as a form whose address is the list with them. */
export function ColumnChoice({ query, shown }: { query: ContactQuery; shown: ShownColumns }) {
  const { columns: _, ...kept } = query;
  return (
    <Popover
      align="end"
      side="above"
      triggerData={{ "data-size": "small", "data-variant": "secondary" }}
      trigger={
        <>
          <Columns3 aria-hidden="true" />
          Columns
        </>
      }
    >
      <form action="/contacts" className="grid gap-1 p-2">
        {Object.entries(kept).map(
          ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <fieldset className="grid max-h-80 gap-1 overflow-y-auto">
          <legend className="mb-1 text-13 text-ink-faint">Beside the address</legend>
          {shown.choices.map(({ key, header, shown: on }) => (
            <label key={key} className="flex min-h-6 items-center gap-2">
              <input type="checkbox" name="columns" value={key} defaultChecked={on} className="choice" />
              {header}
            </label>
          ))}
        </fieldset>
        <Button type="submit" size="small" className="mt-1">
          Show these
        </Button>
      </form>
    </Popover>
  );
}
