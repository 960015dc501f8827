import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Input } from "#components/ui/input.tsx";

type AddressFilterProps = {
  action: string;
  search?: string;
  /** What the tabs above chose. */
  keep: Record<string, string | undefined>;
  clearHref?: string | false;
  /** Further fields. */
  children?: ReactNode;
};

/** Finds part of an address in a list that tabs already narrowed. */
export function AddressFilter({ action, search, keep, clearHref, children }: AddressFilterProps) {
  return (
    <FilterBar
      action={action}
      keep={keep}
      clearHref={clearHref || undefined}
      submit={children ? "Filter" : "Search"}
    >
      <Field name="search" label="Search by email" optional quiet>
        <Input
          type="search"
          key={search}
          defaultValue={search}
          placeholder="Search by email"
          autoComplete="off"
          maxLength={254}
        />
      </Field>
      {children}
    </FilterBar>
  );
}
