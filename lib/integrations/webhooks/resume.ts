import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { forgetTrouble } from "./health.ts";
import { lockWebhook } from "./lock.ts";

/** Starts a stopped webhook again. What waited when it stopped is sent now. */
export const resumeWebhook = command({
  name: "webhook.resume",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  // Its next end mails the admins again.
  limit: { per: "workspace", programs: true, max: 30, windowSeconds: 3600 },
  input: z.object({ webhookId: z.uuid() }),
  async run({ tx, actor }, { webhookId }) {
    const { url, disabledAt } = await lockWebhook(tx, actor, webhookId);
    if (!disabledAt) throw conflict("It works already.");
    await tx
      .update(webhooks)
      .set({ disabledAt: null, disabledReason: null })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)));
    await forgetTrouble(tx, actor, webhookId);
    const { host } = new URL(url);
    return { result: { host }, audit: { target: webhookId, detail: { host } } };
  },
});
