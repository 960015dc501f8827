import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { type Actor, actorId, userOf, workspaceOf } from "./actor.ts";
import type { Changes } from "./changes.ts";
import type { Transaction } from "./database.ts";
import { prepared } from "./prepared.ts";

/** One entry of the audit log. `detail` is picked by hand, never a row: no secrets, no whole objects. */
export type AuditEntry = {
  /** The id of what was acted on. */
  target?: string | null;
  detail?: Record<string, string | number | boolean | null | string[]>;
  /** What each changed field was and is, made by changesBetween; kept in the detail under `changed`. */
  changed?: Changes;
  /** Where the actor's own does not fit: a sign-in is recorded for the person it was tried on. */
  workspaceId?: string | null;
  userId?: string | null;
};

export async function appendAudit(
  tx: Transaction,
  actor: Actor,
  action: string,
  result: "done" | "refused" | "failed",
  entry: AuditEntry = {},
) {
  const { ip, userAgent, requestId } = actor.origin;
  const workspaceId = entry.workspaceId === undefined ? workspaceOf(actor) : entry.workspaceId;
  const userId = entry.userId === undefined ? userOf(actor) : entry.userId;
  await prepared(
    tx,
    sql`select audit_append(${uuidv7()}, ${workspaceId}, ${userId}, ${actor.kind}, ${actorId(actor)}, ${action},
    ${result}, ${entry.target ?? null}, ${JSON.stringify(detailOf(entry))}::jsonb, ${ip}, ${userAgent}, ${requestId})`,
  );
}

const detailOf = ({ detail, changed }: AuditEntry) => (changed ? { ...detail, changed } : (detail ?? {}));

export type Recorded = { action: string; result: "done" | "refused" | "failed"; entry: AuditEntry };

/** Appends several entries in the order of their chains, so that no two transactions wait for each other in a ring. */
export async function appendEntries(tx: Transaction, actor: Actor, entries: readonly Recorded[]) {
  const chain = ({ entry }: Recorded) => {
    const workspaceId = entry.workspaceId === undefined ? workspaceOf(actor) : entry.workspaceId;
    return workspaceId ?? (entry.userId === undefined ? userOf(actor) : entry.userId) ?? "";
  };
  const inOrder = entries.toSorted((a, b) => (chain(a) < chain(b) ? -1 : chain(a) > chain(b) ? 1 : 0));
  await Promise.all(
    inOrder.map(({ action, result, entry }) => appendAudit(tx, actor, action, result, entry)),
  );
}
