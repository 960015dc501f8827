/** Where a sealed value lives. It opens only there. `workspaceId` is null for what belongs to no workspace. */
export type SealContext = {
  table: string;
  column: string;
  rowId: string;
  workspaceId: string | null;
};

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
// Lower case only: an id that comes back from Postgres in lower case must still open what it sealed.
const ID = /^[a-z0-9._-]{1,128}$/;

/**
 * The additional authenticated data: `mn:v1:<table>:<column>:<row id>:<workspace id>:<key id>`.
 * Unambiguous: no part may hold a colon, and only "no workspace" is empty.
 * @throws TypeError naming the part that is out of form.
 */
export function additionalData(context: SealContext, keyId: string): Buffer {
  const { table, column, rowId, workspaceId } = context;
  check("table", table, NAME);
  check("column", column, NAME);
  check("rowId", rowId, ID);
  if (workspaceId !== null) check("workspaceId", workspaceId, ID);
  check("key id", keyId, ID);
  return Buffer.from(["mn", "v1", table, column, rowId, workspaceId ?? "", keyId].join(":"), "ascii");
}

function check(part: string, value: unknown, form: RegExp): void {
  if (typeof value !== "string" || !form.test(value)) {
    throw new TypeError(`The ${part} of a seal context does not match ${form.source}.`);
  }
}
