import { sql } from "drizzle-orm";
import { type Actor, userOf } from "#lib/core/actor.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { appendAudit } from "./append.ts";

const WINDOW_MINUTES = 5;

type Row = {
  actor: Actor;
  action: string;
  result: "refused" | "failed";
  entry: AuditEntry;
  count: string;
  since: string;
  until: string;
};

/**
 * Writes one entry for each count of folded refusals whose window has ended: how many more there were, and between which times.
 * Count and entry change in one transaction, so that none is lost or written twice. Returns the number of entries.
 */
export async function unfoldRefusals(windowMinutes = WINDOW_MINUTES): Promise<number> {
  for (let written = 0; ; written++) if (!(await unfoldOne(windowMinutes))) return written;
}

async function unfoldOne(windowMinutes: number): Promise<boolean> {
  return connections().writer.transaction(async (tx) => {
    const [row] = await tx.execute<Row>(sql`
      delete from folded_refusals where key_hash = (
        select key_hash from folded_refusals where first_at <= now() - make_interval(mins => ${windowMinutes})
        order by first_at limit 1 for update skip locked)
      returning actor, action, result, entry, count,
        to_char(first_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
        to_char(last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until`);
    if (!row) return false;
    const { actor, action, result, entry, count, since, until } = row;
    await enter(tx, entry.workspaceId ?? null, userOf(actor));
    await appendAudit(tx, actor, action, result, { ...entry, detail: { more: Number(count), since, until } });
    return true;
  });
}
