import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import type { Outcome } from "./outcomes.ts";
import { selectActions } from "./select-actions.ts";

/** Returns one bulk action with how many of its contacts came to which end. */
export const getBulkAction = query({
  name: "bulk_action.get",
  allow: workspaceViewer,
  input: z.object({ actionId: z.uuid() }),
  async run({ db, actor }, { actionId }) {
    const [found] = await selectActions(db).where(
      and(owned(bulkActions, actor), eq(bulkActions.id, actionId)),
    );
    if (!found) throw notFound("bulk action");
    const counted = await db.execute<{ outcome: Outcome; n: number }>(sql`
      select outcome, count(*)::int as n from bulk_action_contacts
      where workspace_id = ${actor.workspaceId} and action_id = ${actionId} and outcome is not null group by outcome`);
    const counts: Partial<Record<Outcome, number>> = {};
    for (const { outcome, n } of counted) counts[outcome] = n;
    return { ...found, counts };
  },
});
