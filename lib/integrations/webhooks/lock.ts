import { and, eq } from "drizzle-orm";
import { webhooks } from "#db/schema/webhooks.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/**
 * Returns a webhook of the actor's workspace, locked until the transaction ends.
 * @throws AppError notFound
 */
export async function lockWebhook(tx: Transaction, actor: { workspaceId: string }, webhookId: string) {
  const [found] = await tx
    .select({
      url: webhooks.url,
      description: webhooks.description,
      movedAt: webhooks.movedAt,
      disabledAt: webhooks.disabledAt,
      disabledReason: webhooks.disabledReason,
    })
    .from(webhooks)
    .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)))
    .for("update");
  if (!found) throw notFound("webhook");
  return found;
}
