import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

/** Forgets every night the requests of programs of 30 days ago, their counts of a year ago, and networks of 90 days ago. */
export const sweepApiRequests = job({
  name: "api-requests-sweep",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "25 4 * * *",
  async run({ actor }) {
    await work(actor, ({ tx }) => tx.execute(sql`select sweep_api_requests()`));
  },
});
