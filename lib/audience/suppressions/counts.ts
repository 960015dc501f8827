import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Counts suppressed addresses by reason. */
export const countSuppressions = query({
  name: "suppression.counts",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db.execute<{
      reason: "unsubscribed" | "bounced" | "complained" | "manual";
      count: number;
    }>(sql`
      select reason, count(*)::int as count from suppressions
      where workspace_id = ${actor.workspaceId} and lifted_at is null group by reason order by reason`);
    const counts = { unsubscribed: 0, bounced: 0, complained: 0, manual: 0 };
    for (const row of rows) counts[row.reason] = row.count;
    return counts;
  },
});
