import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { notFound } from "#lib/core/errors.ts";
import { listWebhooks } from "#lib/integrations/webhooks/list.ts";
import { listWebhookDeliveries } from "./list.ts";
import { replayWebhookDelivery } from "./replay.ts";

const state = z.enum(["queued", "delivered", "failed"], "Send one of the states.");

const delivery = z
  .object({
    id,
    event_id: id.meta({ description: "The webhook-id of its requests, the same for each repetition" }),
    type: words,
    state,
    attempts: z.int(),
    next_attempt_at: time.nullable(),
    status: z.int().nullable().meta({ description: "What the address answered last" }),
    problem: words.nullable(),
    took_ms: z.int().nullable(),
    contact_id: id.nullable(),
    happened_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: "WebhookDelivery" });

type Row = Awaited<ReturnType<typeof listWebhookDeliveries>>["rows"][number];

const shown = (row: Row) => ({
  id: row.id,
  event_id: row.eventId,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: row.state === "queued" ? row.dueAt.toISOString() : null,
  status: row.status,
  problem: row.problem,
  took_ms: row.tookMs,
  contact_id: row.contactId,
  happened_at: row.happenedAt.toISOString(),
  ended_at: row.endedAt?.toISOString() ?? null,
});

const path = "/webhooks/{id}/deliveries";

/** What was sent to webhooks, as programs read it and send it again. */
export const webhookDeliveryEndpoints = [
  endpoint({
    method: "GET",
    path,
    scope: "webhooks:read",
    summary: "List a webhook’s deliveries",
    description: "Newest first: ids and answers of 30 days, never a body.",
    noun: "webhook",
    query: { ...pageQuery, state: state.optional() },
    answer: pageOf(delivery),
    async run({ actor, ids: { id: webhookId = "" }, query }) {
      const { rows: webhooks } = await listWebhooks(actor, { webhookId });
      if (webhooks.length === 0) throw notFound("webhook");
      const { rows, nextCursor } = await listWebhookDeliveries(actor, { webhookId, ...query });
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: `${path}/{delivery_id}/replay`,
    scope: "webhooks:write",
    summary: "Send a delivery again",
    description:
      "Under the same `webhook-id`, as a new delivery in the log. 409 for one that is still on its way, and for one of before the webhook went to another host.",
    noun: "webhook",
    status: 202,
    answer: z.object({ id }),
    run: ({ actor, ids }) =>
      replayWebhookDelivery(actor, { webhookId: ids.id ?? "", deliveryId: ids.delivery_id ?? "" }),
  }),
];
