import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

const most = 20_000;

/** Takes deliveries out of the log thirty days after they ended, and what waits for webhooks stopped as long ago, every night. */
export const sweepWebhookDeliveries = job({
  name: "webhook-sweep",
  input: z.object({}),
  policy: "short",
  schedule: "23 3 * * *",
  async run({ actor, signal }) {
    for (let gone = most; gone >= most && !signal.aborted; )
      gone = await work(actor, async ({ tx }) => {
        const [row] = await tx.execute<{ gone: number }>(
          sql`select sweep_webhook_deliveries(${most}) as gone`,
        );
        return row?.gone ?? 0;
      });
  },
});
