/** What an entry says of changed fields: what each was and what it is. Plain values of the workspace's own, no secrets, nobody's personal data. */
export type Changes = Record<string, [before: Plain, after: Plain]>;
type Plain = string | number | boolean | null;

/** The fields of a row that a change really changed, for `detail.changed` of its audit entry. */
export function changesBetween<F extends string>(
  before: Record<F, Plain>,
  after: Record<F, Plain>,
  fields: readonly F[],
): Changes {
  const changed = fields.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(changed.map((field) => [field, [before[field], after[field]]]));
}
