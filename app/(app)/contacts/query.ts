import { type FieldOp, fieldOps } from "#lib/audience/contacts/field-filter.ts";
import {
  type ContactFilters,
  type ContactSource,
  contactSources,
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
  tag?: string;
  source?: ContactSource;
  /** First and last day on which they were added. */
  from?: string;
  to?: string;
  field?: string;
  op?: FieldOp;
  value?: string;
  sort?: ContactSort;
  /** The segment that the filters were opened from. It narrows nothing by itself. */
  segment?: string;
  /** Columns that are shown, separated by commas; the usual ones when left out. */
  columns?: string;
};

/** Returns the filters that an address holds; a value that is none of ours counts as not chosen. */
export function readQuery(given: Record<string, string | string[] | undefined>): ContactQuery {
  const known = <T extends string>(value: string | undefined, all: readonly T[]) =>
    all.find((each) => each === value);
  const country = one(given.country);
  const field = id(one(given.field));
  return {
    search: cutText(one(given.search)?.trim() ?? "", 254) || undefined,
    newsletter: one(given.newsletter),
    state: known(one(given.state), mailFilters),
    ground: known(one(given.ground), groundFilters),
    country: country && /^[A-Z]{2}$/.test(country) ? country : undefined,
    tag: id(one(given.tag)),
    source: known(one(given.source), contactSources),
    from: day(one(given.from)),
    to: day(one(given.to)),
    field,
    op: field ? known(one(given.op), fieldOps) : undefined,
    value: field && (cutText(one(given.value)?.trim() ?? "", 500) || undefined),
    sort: known(one(given.sort), contactSorts),
    segment: id(one(given.segment)),
    columns: columnsOf(given.columns),
  };
}

const id = (value: string | undefined) =>
  value && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined;

const day = (value: string | undefined) =>
  value && /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value) ? value : undefined;

const mostColumns = 60;

/** Returns the chosen columns in one form, whether they come as boxes that were ticked or as one word. */
function columnsOf(given: string | string[] | undefined): string | undefined {
  const names = [given ?? []].flat().flatMap((each) => each.split(","));
  return (
    names.filter((name, at) => at < mostColumns && /^[a-z0-9-]{1,40}$/.test(name)).join(",") || undefined
  );
}

/** Returns the same filters as the queries of lib take them. */
export const filtersOf = ({
  search,
  newsletter,
  state,
  ground,
  country,
  tag,
  source,
  from,
  to,
  field,
  op,
  value,
}: ContactQuery) => ({
  search,
  newsletterId: newsletter,
  mail: state,
  ground,
  country,
  tagId: tag,
  source,
  addedFrom: from,
  addedTo: to,
  fieldId: field,
  fieldOp: field ? op : undefined,
  fieldValue: field ? value : undefined,
});

/** Returns filters as the address of the list holds them. */
export const queryOf = (filters: Partial<ContactFilters>): Record<string, string | undefined> => ({
  search: filters.search || undefined,
  newsletter: filters.newsletterId,
  state: filters.mail,
  ground: filters.ground,
  country: filters.country,
  tag: filters.tagId,
  source: filters.source,
  from: filters.addedFrom,
  to: filters.addedTo,
  field: filters.fieldId,
  op: filters.fieldOp,
  value: filters.fieldValue || undefined,
});
