import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Undoes a bulk action that has not begun, so that nothing happens to anybody. */
export const undoBulkAction = command({
  name: "bulk_action.undo",
  allow: workspaceMember,
  input: z.object({ actionId: z.uuid() }),
  async run({ tx, actor }, { actionId }) {
    const [undone] = await tx.execute<{ total: number }>(sql`
      update bulk_actions set state = 'undone', finished_at = now(), moved_at = now()
      where workspace_id = ${actor.workspaceId} and id = ${actionId} and state = 'waiting' and starts_at > now() returning total`);
    if (!undone) throw await whyNot(tx, actor, actionId);
    return { result: { id: actionId }, audit: { target: null, detail: { contacts: undone.total } } };
  },
});

const words = {
  undone: "This was undone already. Nothing changed.",
  cancelled: "This was cancelled already.",
  finished: "This is done already, so it cannot be undone.",
  failed: "This has ended already, so it cannot be undone.",
};

/** Returns why a bulk action cannot be undone or cancelled. */
export async function whyNot(tx: Transaction, actor: Member, actionId: string) {
  const [found] = await tx.execute<{ state: string }>(
    sql`select state from bulk_actions where workspace_id = ${actor.workspaceId} and id = ${actionId}`,
  );
  if (!found) return notFound("bulk action");
  const begun = "This has begun, so it cannot be undone. Cancel it to stop the rest.";
  return conflict(words[found.state as keyof typeof words] ?? begun);
}
