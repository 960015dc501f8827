import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

/** Deletes each hour the answers to forms that are a day old. */
export const sweepCommandResults = job({
  name: "command-result-sweep",
  input: z.object({}),
  schedule: "25 * * * *",
  async run({ actor }) {
    await work(actor, ({ tx }) => tx.execute(sql`select sweep_command_results()`));
  },
});
