import { sql } from "drizzle-orm";
import { type Actor, workspaceOf } from "#lib/core/actor.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";

/** A refusal without what differs between those that are counted together. */
export type Folded = { actor: Actor; action: string; result: "refused" | "failed"; entry: AuditEntry };

type Counted = Folded & { key: Buffer; count: number };

let waiting = new Map<string, Counted>();
let writing: Promise<void> | null = null;

/**
 * Counts a refusal that is not recorded by itself. The count is in the database when this returns. Refusals that arrive while
 * others are being written are written together, so that a flood costs one statement at a time.
 */
export async function foldRefusal(whose: string, { actor, action, result, entry }: Folded): Promise<void> {
  const of = {
    workspaceId: entry.workspaceId === undefined ? workspaceOf(actor) : entry.workspaceId,
    ...(entry.userId !== undefined && { userId: entry.userId }),
  };
  const key = counterKey({ name: "audit:folded" }, JSON.stringify([whose, action, result, of]));
  const name = key.toString("base64");
  const known = waiting.get(name);
  if (known) known.count++;
  else {
    const origin = { ip: actor.origin.ip, userAgent: null, requestId: actor.origin.requestId };
    waiting.set(name, { key, actor: { ...actor, origin }, action, result, entry: of, count: 1 });
  }
  const before = writing;
  const mine = waiting;
  writing = (before ?? Promise.resolve()).catch(() => {}).then(() => write(mine));
  await writing;
}

/** Writes what waits. A batch that another caller has written already is empty by then. */
async function write(batch: Map<string, Counted>) {
  if (batch !== waiting || batch.size === 0) return;
  waiting = new Map();
  const rows = [...batch.values()].map(({ key, ...row }) => ({ ...row, key: key.toString("hex") }));
  await connections().writer.execute(sql`
    insert into folded_refusals as f (key_hash, actor, action, result, entry, count)
    select decode(r.key, 'hex'), r.actor, r.action, r.result, r.entry, r.count
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(key text, actor jsonb, action text, result text, entry jsonb, count bigint)
    order by r.key
    on conflict (key_hash) do update set count = f.count + excluded.count, last_at = now()`);
}
