import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { forgetTrouble } from "./health.ts";
import { webhookDescription, webhookEvents, webhookUrl } from "./input.ts";
import { lockWebhook } from "./lock.ts";
import { requireReachable } from "./reachable.ts";

/**
 * Changes where a webhook goes and what it is told of. What waits goes to the new address.
 * @throws AppError notFound, invalid.
 */
export const updateWebhook = command({
  name: "webhook.update",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  fresh: true,
  input: z.object({
    webhookId: z.uuid(),
    url: webhookUrl,
    description: webhookDescription,
    events: webhookEvents,
  }),
  prepare: (_, { url }) => requireReachable(url),
  async run({ tx, actor }, { webhookId, url, description, events }) {
    const before = await lockWebhook(tx, actor, webhookId);
    await tx
      .update(webhooks)
      .set({ url, description, events })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)));
    if (before.url !== url) await forgetTrouble(tx, actor, webhookId);
    const host = new URL(url).host;
    const former = new URL(before.url).host;
    return {
      result: { id: webhookId },
      audit: { target: webhookId, detail: { host, events, ...(former !== host && { former }) } },
    };
  },
});
