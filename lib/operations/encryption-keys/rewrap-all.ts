import { keeper } from "#lib/core/database/keeper.ts";
import { logError } from "#lib/core/log.ts";
import { freshKeyRing } from "#lib/core/vault/key-ring-file.ts";
import { KeyServiceError, rewrap, VaultError } from "#lib/crypto/envelope.ts";
import type { KeyRing } from "#lib/crypto/key-ring.ts";
import type { Step } from "./step.ts";

type Row = { id: string; workspace_id: string | null; purpose: string; wrapped: Buffer };

const batch = 100;
const atOnce = 10; // each needs two calls to a key service

/** Wraps every data key under the rotation's ring key. Returns how many could not be opened. */
export async function rewrapAll({ rotation, go }: Step): Promise<number> {
  const known = freshKeyRing();
  const primary = known.keys.get(rotation.ringKeyId);
  if (!primary) throw new Error(`The ring has no key ${rotation.ringKeyId}.`);
  const ring = { keys: known.keys, primary };
  for (;;) {
    const { done, failed } = await pass(ring, go);
    // Looks again until nothing is new, because a process that did not know the new key yet may
    // have wrapped one more.
    if (done > 0) continue;
    for (const dataKey of failed) logError(new VaultError(), { in: "key rotation", dataKey });
    return failed.length;
  }
}

async function pass(ring: KeyRing, go: Step["go"]) {
  let [after, done] = ["00000000-0000-0000-0000-000000000000", 0];
  const failed: string[] = [];
  for (;;) {
    const rows = await keeper(
      (sql) =>
        sql<
          Row[]
        >`select id, workspace_id, purpose, wrapped from data_keys_to_rewrap(${ring.primary.id}, ${after}, ${batch})`,
    );
    const last = rows.at(-1);
    if (!last) return { done, failed };
    const fresh = await rewrapped(ring, rows, failed);
    await keeper((sql) =>
      Promise.all(
        fresh.map(
          ({ row, wrapped }) =>
            sql`select data_key_rewrap(${row.id}, ${row.wrapped}, ${wrapped}, ${ring.primary.id})`,
        ),
      ),
    );
    after = last.id;
    done += fresh.length;
    await go(fresh.length);
  }
}

/** Returns each row's wrapping by the ring's first key; the ids of those that do not open go to `failed`. */
async function rewrapped(ring: KeyRing, rows: readonly Row[], failed: string[]) {
  const fresh: { row: Row; wrapped: Buffer }[] = [];
  const one = async (row: Row) => {
    const { id: rowId, purpose: column, workspace_id: workspaceId } = row;
    try {
      const wrapped = await rewrap(ring, row.wrapped, { table: "data_keys", column, rowId, workspaceId });
      fresh.push({ row, wrapped });
    } catch (error) {
      if (!(error instanceof VaultError) || error instanceof KeyServiceError) throw error;
      failed.push(rowId);
    }
  };
  for (let from = 0; from < rows.length; from += atOnce) {
    const asked = await Promise.allSettled(rows.slice(from, from + atOnce).map(one));
    for (const result of asked) if (result.status === "rejected") throw result.reason;
  }
  return fresh;
}
