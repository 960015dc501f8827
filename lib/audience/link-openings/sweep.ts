import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

/** Deletes every day what is no longer needed of link openings and of the turns of people who want fewer messages. */
export const sweepSubscriberTraces = job({
  name: "subscriber-traces-sweep",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "55 3 * * *",
  async run({ actor }) {
    await work(actor, ({ tx }) => tx.execute(sql`select sweep_subscriber_traces()`));
  },
});
