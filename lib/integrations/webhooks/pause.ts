import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { lockWebhook } from "./lock.ts";

/** Stops a webhook until it is resumed. What happens meanwhile is not gathered. */
export const pauseWebhook = command({
  name: "webhook.pause",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  input: z.object({ webhookId: z.uuid() }),
  async run({ tx, actor }, { webhookId }) {
    const { url, disabledAt } = await lockWebhook(tx, actor, webhookId);
    if (disabledAt) throw conflict("It is stopped already.");
    await tx
      .update(webhooks)
      .set({ disabledAt: sql`now()`, disabledReason: "paused" })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)));
    const { host } = new URL(url);
    return { result: { host }, audit: { target: webhookId, detail: { host } } };
  },
});
