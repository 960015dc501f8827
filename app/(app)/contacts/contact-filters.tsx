import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { MailFilter } from "#lib/audience/contacts/filters.ts";
import type { ContactSort } from "#lib/audience/contacts/list.ts";
import { fieldOps, grounds, sources, stateWords } from "./filter-words.ts";
import type { ContactQuery } from "./query.ts";
import { countryName } from "./words.ts";

/** States to choose from. One ground of consent alone is reached by its link. */
const offered: MailFilter[] = [
  "gets",
  "any",
  "unsubscribed",
  "bounced",
  "complained",
  "manual",
  "unconfirmed",
  "consent",
  "restricted",
  "none",
];

const stateOptions = (chosen: MailFilter | undefined) =>
  [...new Set([...offered, ...(chosen ? [chosen] : [])])].map((value) => ({
    value,
    label: stateWords(value),
  }));

const sorts: Record<Exclude<ContactSort, "newest">, string> = {
  oldest: "Oldest first",
  address: "Address A–Z",
  address_desc: "Address Z–A",
};

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** Options of tags or fields; a chosen one that was deleted is still shown, because it still filters. */
function withChosen(all: { id: string; name: string }[], chosen: string | undefined, gone: string) {
  const known = all.map(({ id, name }) => ({ value: id, label: name }));
  return !chosen || all.some(({ id }) => id === chosen) ? known : [...known, { value: chosen, label: gone }];
}

type ContactFiltersProps = {
  query: ContactQuery;
  newsletters: { value: string; label: string }[];
  countries: string[];
  tags: { id: string; name: string }[];
  fields: { id: string; name: string }[];
  clearHref?: string;
};

/** Renders the filters of the contacts, which live in the address. */
export function ContactFilters({
  query,
  newsletters,
  countries,
  tags,
  fields,
  clearHref,
}: ContactFiltersProps) {
  const inWords = countries
    .map((code) => ({ value: code, label: countryName(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
  return (
    <FilterBar
      action="/contacts"
      clearHref={clearHref}
      submit="Filter"
      keep={{ columns: query.columns, segment: query.segment }}
    >
      <Field name="search" label="Search by email or name" optional quiet>
        <Input
          type="search"
          key={query.search}
          defaultValue={query.search}
          placeholder="Search by email or name"
          autoComplete="off"
          maxLength={254}
        />
      </Field>
      <Field name="newsletter" label="Newsletter" optional quiet>
        <Select defaultValue={query.newsletter} placeholder="All newsletters" options={newsletters} />
      </Field>
      <Field name="state" label="State" optional quiet>
        <Select defaultValue={query.state} placeholder="All states" options={stateOptions(query.state)} />
      </Field>
      <Field name="ground" label="Ground" optional quiet>
        <Select defaultValue={query.ground} placeholder="All grounds" options={options(grounds)} />
      </Field>
      {inWords.length > 0 && (
        <Field name="country" label="Country" optional quiet>
          <Select defaultValue={query.country} placeholder="All countries" options={inWords} />
        </Field>
      )}
      {(tags.length > 0 || query.tag) && (
        <Field name="tag" label="Tag" optional quiet>
          <Select
            defaultValue={query.tag}
            placeholder="All tags"
            options={withChosen(tags, query.tag, "A deleted tag")}
          />
        </Field>
      )}
      <Field name="source" label="Source" optional quiet>
        <Select defaultValue={query.source} placeholder="All sources" options={options(sources)} />
      </Field>
      <Field name="from" label="Added from" optional beside>
        <Input type="date" key={query.from} defaultValue={query.from} />
      </Field>
      <Field
        name="to"
        label={
          <>
            <span className="sr-only phone:not-sr-only">Added </span>until
          </>
        }
        optional
        beside
      >
        <Input type="date" key={query.to} defaultValue={query.to} />
      </Field>
      {(fields.length > 0 || query.field) && (
        <>
          <Field name="field" label="Field" optional quiet>
            <Select
              defaultValue={query.field}
              placeholder="Any field"
              options={withChosen(fields, query.field, "A deleted field")}
            />
          </Field>
          <Field name="op" label="Comparison" optional quiet>
            <Select defaultValue={query.op ?? "is"} options={options(fieldOps)} />
          </Field>
          <Field name="value" label="Value of the field" optional quiet>
            <Input
              key={query.value}
              defaultValue={query.value}
              placeholder="Value"
              autoComplete="off"
              maxLength={500}
            />
          </Field>
        </>
      )}
      <Field name="sort" label="Sort" optional quiet>
        <Select defaultValue={query.sort} placeholder="Newest first" options={options(sorts)} />
      </Field>
    </FilterBar>
  );
}
