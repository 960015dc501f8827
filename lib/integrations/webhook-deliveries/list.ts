import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { webhookDeliveries } from "#db/schema/webhooks.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns what was sent to a webhook, or waits for it, newest first: ids and answers, never a body. */
export const listWebhookDeliveries = query({
  name: "webhook_delivery.list",
  allow: orKey(workspaceAdmin, "webhooks:read"),
  sole: () => true,
  input: z.object({
    ...pageInput,
    webhookId: z.uuid(),
    state: z.enum(["queued", "delivered", "failed"]).optional(),
  }),
  async run({ db, actor }, { webhookId, state, cursor, limit }) {
    const rows = await db
      .select({
        id: webhookDeliveries.id,
        eventId: webhookDeliveries.eventId,
        type: webhookDeliveries.type,
        happenedAt: webhookDeliveries.happenedAt,
        contactId: webhookDeliveries.contactId,
        state: webhookDeliveries.state,
        attempts: webhookDeliveries.attempts,
        dueAt: webhookDeliveries.dueAt,
        status: webhookDeliveries.status,
        problem: webhookDeliveries.problem,
        tookMs: webhookDeliveries.tookMs,
        endedAt: webhookDeliveries.endedAt,
      })
      .from(webhookDeliveries)
      .where(
        and(
          owned(webhookDeliveries, actor),
          eq(webhookDeliveries.webhookId, webhookId),
          state && eq(webhookDeliveries.state, state),
          cursor ? lt(webhookDeliveries.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(webhookDeliveries.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
