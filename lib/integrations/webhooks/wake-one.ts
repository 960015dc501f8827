import { and, eq, gt, or } from "drizzle-orm";
import { webhookHealth } from "#db/schema/webhooks.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { Enqueue } from "#lib/core/jobs/jobs.ts";
import { owned } from "#lib/core/owned.ts";
import { slowWebhookQueue, webhookQueue } from "./queue.ts";

type Waking = { tx: Transaction; actor: { workspaceId: string }; enqueue: Enqueue };

/** Queues a webhook at once, because whoever asked for a delivery looks at the log. Others wait for the round of two seconds. */
export async function wakeWebhook({ tx, actor, enqueue }: Waking, webhookId: string): Promise<void> {
  const [slow] = await tx
    .select({ webhookId: webhookHealth.webhookId })
    .from(webhookHealth)
    .where(
      and(
        owned(webhookHealth, actor),
        eq(webhookHealth.webhookId, webhookId),
        or(webhookHealth.slow, gt(webhookHealth.failures, 0)),
      ),
    );
  const { workspaceId } = actor;
  await enqueue(
    slow ? slowWebhookQueue : webhookQueue,
    { workspaceId, webhookId },
    { singletonKey: webhookId },
  );
}
