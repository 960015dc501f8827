import { type AuditFilterName, auditFilters } from "#lib/audit/log/search/filters.ts";
import { one } from "../../../address.ts";
import type { Given } from "./list-address.ts";

export const filterNames: AuditFilterName[] = [
  "q",
  "type",
  "person",
  "result",
  "address",
  "from",
  "to",
  "technical",
];

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
