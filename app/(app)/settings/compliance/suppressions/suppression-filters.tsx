import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { AddressFilter } from "../../../address-filter.tsx";
import { shortSources } from "../words.ts";
import type { SuppressionQuery } from "./query.ts";

type Props = {
  query: SuppressionQuery;
  newsletters: { id: string; name: string }[];
  clearHref?: string;
};

/** Renders the filters of the suppression list, which live in the address. The reason is a tab. */
export function SuppressionFilters({ query, newsletters, clearHref }: Props) {
  const { search, scope, source, reason } = query;
  return (
    <AddressFilter
      action="/settings/compliance/suppressions"
      search={search}
      keep={{ reason }}
      clearHref={clearHref}
    >
      <Field name="scope" label="No mail from" optional quiet>
        <Select
          defaultValue={scope}
          placeholder="Any scope"
          options={[
            { value: "everything", label: "Everything" },
            ...newsletters.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Field>
      <Field name="source" label="Source" optional quiet>
        <Select
          defaultValue={source}
          placeholder="All sources"
          options={Object.entries(shortSources).map(([value, label]) => ({ value, label }))}
        />
      </Field>
    </AddressFilter>
  );
}
