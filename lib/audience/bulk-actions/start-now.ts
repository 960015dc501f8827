import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { UNDO_SECONDS } from "./begin.ts";
import { bulkRun } from "./run.ts";
import { whyNot } from "./undo.ts";

/** Begins a bulk action without waiting for the end of the seconds in which it can be undone. An erasure and a list wait for all of them. */
export const startBulkAction = command({
  name: "bulk_action.start_now",
  allow: workspaceMember,
  input: z.object({ actionId: z.uuid() }),
  async run({ tx, actor, enqueue }, { actionId }) {
    const { workspaceId } = actor;
    const [begun] = await tx.execute<{ total: number }>(sql`
      update bulk_actions set starts_at = now(), moved_at = now()
      where workspace_id = ${workspaceId} and id = ${actionId} and state = 'waiting' and kind <> 'erase' and undo_seconds <= ${UNDO_SECONDS} returning total`);
    if (!begun) {
      const why = await whyNot(tx, actor, actionId);
      throw why.code === "conflict" ? conflict("This has begun or ended already.") : why;
    }
    await enqueue(bulkRun, { workspaceId, actionId });
    return { result: { id: actionId }, audit: { target: null, detail: { contacts: begun.total } } };
  },
});
