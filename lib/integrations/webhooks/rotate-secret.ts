import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { lockWebhook } from "./lock.ts";
import { makeSecret } from "./secrets.ts";

/** Hours in which deliveries carry both signatures, so that a receiver changes its secret without losing one. */
const OVERLAP_HOURS = 24;

/** Makes a new signing secret and returns it this once. The former one signs too, for a day. */
export const rotateWebhookSecret = command({
  name: "webhook.rotate_secret",
  allow: workspaceAdmin,
  fresh: true,
  limit: { per: "workspace", max: 30, windowSeconds: 3600 },
  input: z.object({ webhookId: z.uuid() }),
  async run(context, { webhookId }) {
    const { tx, actor } = context;
    const { url } = await lockWebhook(tx, actor, webhookId);
    const ofWebhook = and(owned(webhookSecrets, actor), eq(webhookSecrets.webhookId, webhookId));
    // One former secret at most signs beside the new one.
    await tx.delete(webhookSecrets).where(and(ofWebhook, isNotNull(webhookSecrets.endsAt)));
    await tx
      .update(webhookSecrets)
      .set({ endsAt: sql`now() + make_interval(hours => ${OVERLAP_HOURS})` })
      .where(and(ofWebhook, isNull(webhookSecrets.endsAt)));
    const secret = await makeSecret(context, webhookId);
    return {
      result: { id: webhookId, secret },
      audit: { target: webhookId, detail: { host: new URL(url).host } },
    };
  },
});
