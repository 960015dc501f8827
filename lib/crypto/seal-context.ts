/**
 * Names the place a sealed value belongs to; it opens only there. `workspaceId` is null for values of no
 * workspace.
 */
export type SealContext = {
  table: string;
  column: string;
  rowId: string;
  workspaceId: string | null;
};

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
// Lower case only, because Postgres returns ids in lower case and they must still open what they sealed.
const ID = /^[a-z0-9._-]{1,128}$/;

/**
 * Returns the additional authenticated data: `mn:v1:<table>:<column>:<row id>:<workspace id>:<key id>`. It is
 * unambiguous, because no part may hold a colon and only the workspace id may be empty.
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
