import type { Changes, Plain } from "#lib/core/audit-entry.ts";

/** Returns the fields of a row that differ between `before` and `after`, for `changed` of an audit entry. */
export function changesBetween<F extends string>(
  before: Record<F, Plain>,
  after: Record<F, Plain>,
  fields: readonly F[],
): Changes {
  const changed = fields.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(changed.map((field) => [field, [before[field], after[field]]]));
}
