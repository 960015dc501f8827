import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { oneByOne } from "#lib/core/jobs/one-by-one.ts";
import { work } from "#lib/core/work.ts";
import { sweepRequests } from "./sweep.ts";

/** Clears away and reminds every day, workspace by workspace. */
export const sweepRequestsJob = job({
  name: "subject-request-sweep",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "23 4 * * *",
  async run({ actor }) {
    const due = await work(actor, ({ tx }) =>
      tx.execute<{ workspace_id: string }>(sql`select workspace_id from workspaces_with_requests()`),
    );
    await oneByOne(actor, due, {
      about: ({ workspace_id: workspaceId }) => ({ workspaceId }),
      run: ({ workspace_id: workspaceId }) => sweepRequests({ ...actor, workspaceId }, {}),
    });
  },
});
