import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";

/** Deletes a webhook with its secrets, its log and what waits for it. */
export const deleteWebhook = command({
  name: "webhook.delete",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  input: z.object({ webhookId: z.uuid() }),
  async run({ tx, actor }, { webhookId }) {
    const [gone] = await tx
      .delete(webhooks)
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)))
      .returning({ url: webhooks.url });
    if (!gone) throw notFound("webhook");
    const { host } = new URL(gone.url);
    return { result: { host }, audit: { target: webhookId, detail: { host } } };
  },
});
