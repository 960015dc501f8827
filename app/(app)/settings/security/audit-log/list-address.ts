import type { AuditFilterName } from "#lib/audit/log/search/filters.ts";
import { address } from "../../../address.ts";

/** The page's own address. */
export const here = "/settings/security/audit-log";

/** The filters as they stand in the address, not looked at yet. */
export type Given = Partial<Record<AuditFilterName, string | undefined>>;

/** The same list, further on or with other filters. */
export const listAddress = (given: Given, more: Record<string, string | null | undefined> = {}) =>
  address(here, { ...given, ...more });
