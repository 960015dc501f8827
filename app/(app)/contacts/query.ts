import {
  type GroundFilter,
  groundFilters,
  type MailFilter,
  mailFilters,
} from "#lib/audience/contacts/filters.ts";
import { type ContactSort, contactSorts } from "#lib/audience/contacts/list.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { one } from "../address.ts";

export type ContactQuery = {
  search?: string;
  newsletter?: string;
  state?: MailFilter;
  ground?: GroundFilter;
  country?: string;
  sort?: ContactSort;
};

/** Returns the filters that an address holds; a value that is none of ours counts as not chosen. */
export function readQuery(given: Record<string, string | string[] | undefined>): ContactQuery {
  const known = <T extends string>(value: string | undefined, all: readonly T[]) =>
    all.find((each) => each === value);
  const country = one(given.country);
  return {
    search: cutText(one(given.search)?.trim() ?? "", 254) || undefined,
    newsletter: one(given.newsletter),
    state: known(one(given.state), mailFilters),
    ground: known(one(given.ground), groundFilters),
    country: country && /^[A-Z]{2}$/.test(country) ? country : undefined,
    sort: known(one(given.sort), contactSorts),
  };
}

/** Returns the same filters as the queries of lib take them. */
export const filtersOf = ({ search, newsletter, state, ground, country }: ContactQuery) => ({
  search,
  newsletterId: newsletter,
  mail: state,
  ground,
  country,
});
