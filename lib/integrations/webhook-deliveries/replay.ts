import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { webhookDeliveries } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { lockWebhook } from "#lib/integrations/webhooks/lock.ts";
import { wakeWebhook } from "#lib/integrations/webhooks/wake-one.ts";

/**
 * Sends an event to its webhook once more, under the same `webhook-id`, so that a receiver who has it already can tell.
 * @throws AppError notFound, or conflict for a stopped webhook, a delivery under way, and one of before it went to another host.
 */
export const replayWebhookDelivery = command({
  name: "webhook_delivery.replay",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  limit: {
    per: "workspace",
    programs: true,
    max: 300,
    windowSeconds: 3600,
    words: "A workspace sends 300 deliveries again in an hour, and its programs as many.",
  },
  input: z.object({ webhookId: z.uuid(), deliveryId: z.uuid() }),
  async run(context, { webhookId, deliveryId }) {
    const { tx, actor } = context;
    const { workspaceId } = actor;
    const { url, disabledAt, movedAt } = await lockWebhook(tx, actor, webhookId);
    const [found] = await tx
      .select()
      .from(webhookDeliveries)
      .where(
        and(
          owned(webhookDeliveries, actor),
          eq(webhookDeliveries.webhookId, webhookId),
          eq(webhookDeliveries.id, deliveryId),
        ),
      );
    if (!found) throw notFound("delivery");
    if (disabledAt) throw conflict("This webhook is stopped. Resume it first.");
    if (found.state === "queued") throw conflict("It is still on its way.");
    if (movedAt && found.happenedAt < movedAt)
      throw conflict("It was for the former host of this webhook. It is not sent to another.");
    const { eventId, type, happenedAt, contactId, newsletterId, campaignId, apiKeyId, detail } = found;
    const id = uuidv7();
    await tx.insert(webhookDeliveries).values({
      workspaceId,
      id,
      webhookId,
      eventId,
      type,
      happenedAt,
      contactId,
      newsletterId,
      campaignId,
      apiKeyId,
      detail,
    });
    await wakeWebhook(context, webhookId);
    return {
      result: { id },
      audit: { target: webhookId, detail: { host: new URL(url).host, type } },
    };
  },
});
