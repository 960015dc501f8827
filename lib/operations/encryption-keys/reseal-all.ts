import { type SealedKind, sealedFields } from "#db/schema/sealed-fields.ts";
import type { Job } from "#lib/core/actor.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import { resealRows } from "./reseal.ts";
import type { Step } from "./step.ts";

const first = "00000000-0000-0000-0000-000000000000";

/**
 * Retires each data key older than the rotation, so that a new one seals from now on. Then reseals
 * what the old key sealed, and destroys the old key. Returns how many had to stay, because data
 * they sealed does not open.
 */
export async function resealAll({ rotation, actor, go }: Step): Promise<number> {
  let failed = 0;
  for (let after = first; ; ) {
    const [key] = await keeper(
      (sql) =>
        sql<Key[]>`select id, workspace_id from data_keys_to_reseal(${rotation.startedAt}, ${after}, 1)`,
    );
    if (!key) return failed;
    after = key.id;
    await keeper((sql) => sql`select data_key_retire(${key.id})`);
    await resealUnder(key, actor, go);
    const [row] = await keeper((sql) => sql<{ gone: boolean }[]>`select data_key_destroy(${key.id}) as gone`);
    if (!row?.gone) failed++;
    await go(row?.gone ? 1 : 0);
  }
}

type Key = { id: string; workspace_id: string | null };

async function resealUnder({ id: keyId, workspace_id: workspaceId }: Key, actor: Job, go: Step["go"]) {
  for (const [kind, field] of Object.entries(sealedFields)) {
    if ("personal" in field !== (workspaceId === null)) continue;
    for (let after: string | null = first; after !== null; ) {
      const { last } = await resealRows(actor, { workspaceId, keyId, kind: kind as SealedKind, after });
      after = last;
      await go(0);
    }
  }
}
