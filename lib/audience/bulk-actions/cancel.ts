import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { whyNot } from "./undo.ts";

/** Stops a bulk action after the contacts at hand. What was done until then stays. */
export const cancelBulkAction = command({
  name: "bulk_action.cancel",
  allow: workspaceMember,
  input: z.object({ actionId: z.uuid() }),
  async run({ tx, actor }, { actionId }) {
    const [stopped] = await tx.execute<{ done: number; total: number }>(sql`
      update bulk_actions set state = 'cancelled', finished_at = now(), moved_at = now()
      where workspace_id = ${actor.workspaceId} and id = ${actionId} and state in ('waiting', 'running') returning done, total`);
    if (!stopped) throw await whyNot(tx, actor, actionId);
    return { result: stopped, audit: { target: null, detail: stopped } };
  },
});
