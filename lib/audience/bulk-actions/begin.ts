import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { takePeople, UNDO_LIST_SECONDS } from "#lib/audience/take-people.ts";
import { askingRole, type Member } from "#lib/core/actor.ts";
import { asConfirmed } from "#lib/core/as-confirmed.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid, notFound } from "#lib/core/errors.ts";
import type { Enqueue } from "#lib/core/jobs/jobs.ts";
import type { Kind } from "./outcomes.ts";
import { bulkRun } from "./run.ts";
import { type Found, keepSelection, mostOfAction, type Selection } from "./selection.ts";

/** Seconds in which a bulk action can be undone: it begins after them. */
export const UNDO_SECONDS = 10;

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
  /** For what takes people away: how, and for how many seconds a few of them can be undone. A list waits for ten minutes. */
  takes?: { how: "erase" | "suppress" | "roll_back"; undoSeconds: number };
  /** Seconds in which it can be undone, where `takes` does not say it. */
  undoSeconds?: number;
  id?: string;
  /** Refuses a number that the member did not confirm. */
  confirm?: (total: number) => void;
};

/**
 * Begins a bulk action: writes down its contacts and queues its job. Nothing happens to them before it starts.
 * @throws AppError notFound for an empty selection, conflict while too many actions wait, or what `takePeople` and `confirm` throw.
 */
export async function begin(
  context: { tx: Transaction; actor: Member; enqueue: Enqueue },
  { kind, input, selected, found, takes, confirm, undoSeconds = UNDO_SECONDS, id = uuidv7() }: Begin,
): Promise<{ id: string; total: number }> {
  const { tx, actor, enqueue } = context;
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
  const path = `/contacts/bulk-actions/${id}`;
  const isList = takes && (await takePeople(context, { how: takes.how, people: total, list: "waits", path }));
  confirm?.(total);
  asConfirmed(selected.expected, total, `${total.toLocaleString("en")} contacts match`);
  const seconds = isList ? UNDO_LIST_SECONDS : (takes?.undoSeconds ?? undoSeconds);
  await tx.execute(sql`
    update bulk_actions set total = ${total}, undo_seconds = ${seconds}, starts_at = now() + make_interval(secs => ${seconds})
    where workspace_id = ${workspaceId} and id = ${id}`);
  await enqueue(bulkRun, { workspaceId, actionId: id }, seconds > 0 ? { startAfter: seconds + 1 } : {});
  return { id, total };
}
