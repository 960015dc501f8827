import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FieldOp } from "#lib/audience/contacts/field-filter.ts";
import type { ContactSource, GroundFilter, MailFilter } from "#lib/audience/contacts/filters.ts";
import type { ContactSort } from "#lib/audience/contacts/list.ts";
import type { ContactQuery } from "./query.ts";
import { countryName, mailWords } from "./words.ts";

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

const stateWords = (state: MailFilter) =>
  state === "any"
    ? "Left out for any reason"
    : state === "consent"
      ? "Consent missing or ended"
      : mailWords[state].words;

const stateOptions = (chosen: MailFilter | undefined) =>
  [...new Set([...offered, ...(chosen ? [chosen] : [])])].map((value) => ({
    value,
    label: stateWords(value),
  }));

const grounds: Record<GroundFilter, string> = {
  express: "Express consent",
  implied_purchase: "Implied: purchase",
  implied_inquiry: "Implied: inquiry",
  implied_non_business: "Implied: gift or membership",
  implied_publication: "Implied: published address",
  implied_disclosed: "Implied: address given",
  legitimate_interest: "Legitimate interest",
  ending: "Ends within 30 days",
  none: "No ground that holds",
  missing: "Ground missing",
};

const sources: Record<ContactSource, string> = {
  manual: "Added by hand",
  import: "Imported file",
  form: "Sign-up form",
  demo: "Sample data",
};

const sorts: Record<Exclude<ContactSort, "newest">, string> = {
  oldest: "Oldest first",
  address: "Address A–Z",
  address_desc: "Address Z–A",
};

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

type ContactFiltersProps = {
  query: ContactQuery;
  newsletters: { value: string; label: string }[];
  countries: string[];
  tags: { id: string; name: string }[];
  fields: { id: string; name: string }[];
  clearHref?: string;
};

const fieldOps: Record<FieldOp, string> = {
  is: "is",
  not: "is not",
  contains: "contains",
  above: "is above or after",
  below: "is below or before",
  set: "is known",
  unset: "is not known",
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
    <FilterBar action="/contacts" clearHref={clearHref} submit="Filter" keep={{ columns: query.columns }}>
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
      {tags.length > 0 && (
        <Field name="tag" label="Tag" optional quiet>
          <Select
            defaultValue={query.tag}
            placeholder="All tags"
            options={tags.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
      <Field name="source" label="Source" optional quiet>
        <Select defaultValue={query.source} placeholder="All sources" options={options(sources)} />
      </Field>
      <Field name="from" label="Added from" optional>
        <Input type="date" key={query.from} defaultValue={query.from} />
      </Field>
      <Field name="to" label="Added until" optional>
        <Input type="date" key={query.to} defaultValue={query.to} />
      </Field>
      {fields.length > 0 && (
        <>
          <Field name="field" label="Field" optional quiet>
            <Select
              defaultValue={query.field}
              placeholder="Any field"
              options={fields.map(({ id, name }) => ({ value: id, label: name }))}
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
