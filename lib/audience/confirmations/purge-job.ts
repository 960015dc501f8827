import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { oneByOne } from "#lib/core/jobs/one-by-one.ts";
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
    await oneByOne(actor, due, {
      about: ({ workspace_id: workspaceId }) => ({ workspaceId }),
      run: ({ workspace_id: workspaceId }) => purgeConfirmations({ ...actor, workspaceId }, {}),
    });
  },
});
