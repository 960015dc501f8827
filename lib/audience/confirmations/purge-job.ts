import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";
import { purgeConfirmations } from "./purge.ts";

/** Deletes every day the signups that nobody confirmed within 30 days, workspace by workspace. */
export const purgeConfirmationsJob = job({
  name: "confirmation-purge",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "47 3 * * *",
  async run({ actor }) {
    const due = await work(actor, ({ tx }) =>
      tx.execute<{ workspace_id: string }>(sql`select workspace_id from workspaces_to_purge()`),
    );
    for (const { workspace_id: workspaceId } of due) {
      try {
        await purgeConfirmations({ ...actor, workspaceId }, {});
      } catch (error) {
        // One workspace that fails must not hold up the others.
        logError(error, { job: "confirmation-purge", workspaceId });
      }
    }
  },
});
