import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { askingRole, type Member } from "#lib/core/actor.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid, notFound } from "#lib/core/errors.ts";
import type { Enqueue } from "#lib/core/jobs/jobs.ts";
import type { Kind } from "./outcomes.ts";
import { bulkRun } from "./run.ts";
import { type Found, keepSelection, mostOfAction, type Selection } from "./selection.ts";

/** Seconds in which a bulk action can be undone: it begins after them. */
const undoSeconds = 10;

const mostWaiting = 20;
const keptDays = 30;

/** How often a workspace begins bulk actions. */
export const bulkLimit = {
  per: "workspace",
  max: 300,
  windowSeconds: 3600,
  words: "A workspace does this at most 300 times an hour. Select more contacts at once.",
} as const;

type Begin = {
  kind: Kind;
  input: Record<string, unknown>;
  selected: Selection;
  found: Found;
  /** Returns the seconds in which an action on so many contacts can be undone. Ten where it says nothing. */
  undoFor?: (total: number) => number;
};

/**
 * Begins a bulk action: writes down its contacts and queues its job. Nothing happens to them before it starts.
 * @throws AppError notFound for an empty selection, conflict while too many actions wait.
 */
export async function begin(
  { tx, actor, enqueue }: { tx: Transaction; actor: Member; enqueue: Enqueue },
  { kind, input, selected, found, undoFor = () => undoSeconds }: Begin,
): Promise<{ id: string; total: number }> {
  const { workspaceId } = actor;
  await oneAtATime(tx, actor, "bulk actions");
  const [waiting] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from bulk_actions where workspace_id = ${workspaceId} and state in ('waiting', 'running')`,
  );
  if ((waiting?.n ?? 0) >= mostWaiting)
    throw conflict(`${mostWaiting} bulk actions wait already. Let one of them end first.`);
  await tx.execute(sql`
    delete from bulk_actions where workspace_id = ${workspaceId} and created_at < now() - make_interval(days => ${keptDays})
      and state not in ('waiting', 'running')`);

  const id = uuidv7();
  await tx.insert(bulkActions).values({
    workspaceId,
    id,
    kind,
    input,
    total: mostOfAction,
    createdBy: actor.userId,
    askedRole: askingRole(actor),
    startsAt: sql`now() + interval '1 hour'`, // until the number is known, below
  });
  const total = await keepSelection(tx, actor, id, selected, found);
  if (total === 0) throw notFound("contacts");
  if (total > mostOfAction)
    throw invalid({ selection: `Select at most ${mostOfAction.toLocaleString("en")} contacts at a time.` });
  const seconds = undoFor(total);
  await tx.execute(sql`
    update bulk_actions set total = ${total}, starts_at = now() + make_interval(secs => ${seconds})
    where workspace_id = ${workspaceId} and id = ${id}`);
  await enqueue(bulkRun, { workspaceId, actionId: id }, seconds > 0 ? { startAfter: seconds + 1 } : {});
  return { id, total };
}
