import { type AuditFilterName, auditFilters } from "#lib/audit/log/search/filters.ts";
import { address, one } from "../../../address.ts";

/** The page's own address. */
export const here = "/settings/security/audit-log";

/** The filters as they stand in the address, not looked at yet. */
export type Given = Partial<Record<AuditFilterName, string | undefined>>;

export const filterNames: AuditFilterName[] = ["q", "type", "person", "result", "address", "from", "to"];

type Search = Record<string, string | string[] | undefined>;

/** The filters of an address, and what is wrong with them by field; `sound` leaves out the wrong ones. */
export function givenIn(search: Search) {
  const given: Given = Object.fromEntries(filterNames.map((name) => [name, one(search[name])]));
  const parsed = auditFilters.safeParse(given);
  const errors: Partial<Record<AuditFilterName, string>> = {};
  for (const { path, message } of parsed.error?.issues ?? []) errors[path[0] as AuditFilterName] ??= message;
  const sound = Object.fromEntries(
    filterNames.filter((name) => !errors[name]).map((name) => [name, given[name]]),
  );
  return { given, sound: sound as Given, errors };
}

/** The same list, further on or with other filters. */
export const listAddress = (given: Given, more: Record<string, string | null | undefined> = {}) =>
  address(here, { ...given, ...more });
