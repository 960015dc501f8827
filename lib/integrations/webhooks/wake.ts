import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { slowWebhookQueue, webhookQueue } from "./queue.ts";

type Due = { workspace_id: string; webhook_id: string; slow: boolean };

/** Queues the webhooks that have something due. It looks every two seconds, because events come from triggers that queue no job. */
export const webhookWake = job({
  name: "webhook-wake",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  watchSeconds: 2,
  async run({ actor }) {
    await work(actor, async ({ tx, enqueue }) => {
      const due = await tx.execute<Due>(sql`select workspace_id, webhook_id, slow from webhooks_to_wake()`);
      for (const { workspace_id: workspaceId, webhook_id: webhookId, slow } of due)
        await enqueue(
          slow ? slowWebhookQueue : webhookQueue,
          { workspaceId, webhookId },
          { singletonKey: webhookId },
        );
    });
  },
});
