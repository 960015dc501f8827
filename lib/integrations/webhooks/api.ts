import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import type { ApiKey } from "#lib/core/actor.ts";
import { notFound } from "#lib/core/errors.ts";
import { bounded, text } from "#lib/core/text.ts";
import { createWebhook } from "./create.ts";
import { deleteWebhook } from "./delete.ts";
import { eventTypes } from "./events.ts";
import { isHeld } from "./held.ts";
import { listWebhooks } from "./list.ts";
import { pauseWebhook } from "./pause.ts";
import { resumeWebhook } from "./resume.ts";
import { updateWebhook } from "./update.ts";

const event = z.enum(eventTypes, `Send events of the list: ${eventTypes.join(", ")}.`);

const webhook = z
  .object({
    id,
    url: words,
    description: words,
    events: z.array(event).max(eventTypes.length),
    state: z.enum(["working", "failing", "paused", "gone", "stopped", "held"]).meta({
      description:
        "gone: its address answered 410; stopped: it failed for five days; held: an admin has to look at it, because who made it left or reported a sign-in, or its API key was revoked",
    }),
    failing_since: time.nullable(),
    problem: words.nullable().meta({ description: "Why the last delivery was not taken" }),
    last_delivered_at: time.nullable(),
    created_at: time,
  })
  .meta({ id: "Webhook" });

const made = webhook
  .extend({
    secret: words
      .nullable()
      .meta({ description: "Verifies deliveries. Shown this once; null when the request is repeated" }),
  })
  .meta({ id: "NewWebhook" });

type Row = Awaited<ReturnType<typeof listWebhooks>>["rows"][number];

function stateOf({ disabledAt, disabledReason, failingSince }: Row) {
  if (!disabledAt) return failingSince ? ("failing" as const) : ("working" as const);
  if (isHeld(disabledReason)) return "held" as const;
  return disabledReason === "paused" || disabledReason === "gone" ? disabledReason : ("stopped" as const);
}

const shown = (row: Row) => ({
  id: row.id,
  url: row.url,
  description: row.description,
  events: eventTypes.filter((type) => row.events.includes(type)),
  state: stateOf(row),
  failing_since: row.failingSince?.toISOString() ?? null,
  problem: row.problem,
  last_delivered_at: row.deliveredAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
});

const noun = "webhook";

async function read(actor: ApiKey, webhookId = ""): Promise<Row> {
  const [found] = (await listWebhooks(actor, { webhookId })).rows;
  if (!found) throw notFound(noun);
  return found;
}

const url = bounded(2000, { missing: "Send an address like https://example.com/hooks." });
const description = text({ max: 200 });
const events = z
  .array(event, "Send a list of events.")
  .min(1, "Send at least one event.")
  .max(50, "Send each event once.");

/** Webhooks, as programs read and write them. */
export const webhookEndpoints = [
  endpoint({
    method: "GET",
    path: "/webhooks",
    scope: "webhooks:read",
    summary: "List webhooks",
    description: "Newest first, and never with a secret.",
    query: pageQuery,
    answer: pageOf(webhook),
    async run({ actor, query }) {
      const { rows, nextCursor } = await listWebhooks(actor, query);
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/webhooks",
    scope: "webhooks:write",
    summary: "Create a webhook",
    description:
      "Deliveries are signed as Standard Webhooks 1.0 says, with the `secret` of this answer. A workspace has 20 webhooks at most.",
    body: z.strictObject({ url, events, description: description.optional() }),
    status: 201,
    answer: made,
    secret: "secret",
    async run({ actor, body }) {
      const { id, secret } = await createWebhook(actor, body);
      return { ...shown(await read(actor, id)), secret };
    },
  }),
  endpoint({
    method: "GET",
    path: "/webhooks/{id}",
    scope: "webhooks:read",
    summary: "Read a webhook",
    noun,
    answer: webhook,
    run: async ({ actor, ids }) => shown(await read(actor, ids.id)),
  }),
  endpoint({
    method: "PATCH",
    path: "/webhooks/{id}",
    scope: "webhooks:write",
    summary: "Change, pause or resume a webhook",
    description:
      "`paused: false` also resumes one that was stopped. What waited is sent then; what happened meanwhile is not. A new host ends what waits for the former one. 403 while an admin has to look at it.",
    noun,
    body: z.strictObject({
      url: url.optional(),
      events: events.optional(),
      description: description.optional(),
      paused: z.boolean("Send true or false.").optional(),
    }),
    answer: webhook,
    async run({ actor, ids, body: { paused, ...changes } }) {
      const before = await read(actor, ids.id);
      const { id: webhookId, url, description, disabledAt } = before;
      if (Object.keys(changes).length > 0) {
        const { events } = shown(before);
        await updateWebhook(actor, { webhookId, url, description, events, ...changes });
      }
      if (paused === true && !disabledAt) await pauseWebhook(actor, { webhookId });
      if (paused === false && disabledAt) await resumeWebhook(actor, { webhookId });
      return shown(await read(actor, webhookId));
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/webhooks/{id}",
    scope: "webhooks:write",
    summary: "Delete a webhook",
    description: "With its secrets, its log and what waits for it.",
    noun,
    status: 204,
    async run({ actor, ids }) {
      await deleteWebhook(actor, { webhookId: ids.id ?? "" });
    },
  }),
];
