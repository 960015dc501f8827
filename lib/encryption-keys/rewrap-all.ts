import { keeper } from "#lib/core/keeper.ts";
import { logError } from "#lib/core/log.ts";
import { freshKeyRing } from "#lib/core/ring.ts";
import { KeyServiceError, rewrap, VaultError } from "#lib/crypto/envelope.ts";
import type { KeyRing } from "#lib/crypto/key-ring.ts";
import type { Step } from "./run.ts";

type Row = { id: string; workspace_id: string | null; purpose: string; wrapped: Buffer };

const batch = 100;
const atOnce = 10; // a key service is asked twice for each

/** Wraps every data key under the rotation's ring key. Answers how many could not be opened. */
export async function rewrapAll({ rotation, go }: Step): Promise<number> {
  const known = freshKeyRing();
  const primary = known.keys.get(rotation.ringKeyId);
  if (!primary) throw new Error(`The ring has no key ${rotation.ringKeyId}.`);
  const ring = { keys: known.keys, primary };
  for (;;) {
    const { done, failed } = await pass(ring, go);
    // Another look, until there is nothing new: a process that did not know the new key yet may have wrapped one more.
    if (done === 0) return failed;
  }
}

async function pass(ring: KeyRing, go: Step["go"]) {
  let [after, done, failed] = ["00000000-0000-0000-0000-000000000000", 0, 0];
  for (;;) {
    const rows = await keeper(
      (sql) =>
        sql<
          Row[]
        >`select id, workspace_id, purpose, wrapped from data_keys_to_rewrap(${ring.primary.id}, ${after}, ${batch})`,
    );
    const last = rows.at(-1);
    if (!last) return { done, failed };
    const wrapped = await rewrapped(ring, rows);
    await keeper((sql) =>
      Promise.all(
        wrapped.map(
          ({ row, fresh }) =>
            sql`select data_key_rewrap(${row.id}, ${row.wrapped}, ${fresh}, ${ring.primary.id})`,
        ),
      ),
    );
    after = last.id;
    done += wrapped.length;
    failed += rows.length - wrapped.length;
    await go(wrapped.length);
  }
}

async function rewrapped(ring: KeyRing, rows: readonly Row[]) {
  const done: { row: Row; fresh: Buffer }[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    const results = await Promise.allSettled(
      some.map((row) =>
        rewrap(ring, row.wrapped, {
          table: "data_keys",
          column: row.purpose,
          rowId: row.id,
          workspaceId: row.workspace_id,
        }),
      ),
    );
    for (const [at, result] of results.entries()) {
      const row = some[at] as Row;
      if (result.status === "fulfilled") done.push({ row, fresh: result.value });
      else if (result.reason instanceof VaultError && !(result.reason instanceof KeyServiceError))
        logError(result.reason, { in: "key rotation", dataKey: row.id });
      else throw result.reason;
    }
  }
  return done;
}
