import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { isFresh, memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict, reauthenticate } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { forgetTrouble } from "./health.ts";
import { isHeld, requireAdminFor } from "./held.ts";
import { lockWebhook } from "./lock.ts";

/**
 * Starts a stopped webhook again. What waited when it stopped is sent now. One that is held, because who answered for it went, needs an
 * admin with a fresh proof, who answers for it from now on.
 * @throws AppError notFound, conflict for a working one, forbidden for a program, reauthenticate.
 */
export const resumeWebhook = command({
  name: "webhook.resume",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  // Its next end mails the admins again.
  limit: { per: "workspace", programs: true, max: 30, windowSeconds: 3600 },
  input: z.object({ webhookId: z.uuid() }),
  async run({ tx, actor }, { webhookId }) {
    const { url, disabledAt, disabledReason } = await lockWebhook(tx, actor, webhookId);
    if (!disabledAt) throw conflict("It works already.");
    requireAdminFor(actor, disabledReason);
    const held = isHeld(disabledReason);
    if (held && !isFresh(actor)) throw reauthenticate();
    await tx
      .update(webhooks)
      .set({
        disabledAt: null,
        disabledReason: null,
        ...(held && { changedBy: memberBehind(actor), changedProgramId: null, changedAt: sql`now()` }),
      })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)));
    await forgetTrouble(tx, actor, webhookId);
    const { host } = new URL(url);
    const detail = { host, ...(held && { reason: disabledReason }) };
    return { result: { host }, audit: { target: webhookId, detail } };
  },
});
