import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { forgetTrouble } from "./health.ts";
import { requireAdminFor } from "./held.ts";
import { webhookDescription, webhookEvents, webhookUrl } from "./input.ts";
import { lockWebhook } from "./lock.ts";
import { mailAboutWebhook } from "./mails.ts";
import { requireReachable } from "./reachable.ts";

/**
 * Changes where a webhook goes and what it is told of. What waits goes to the new address on the same host. It ends with another host,
 * because it was gathered for the former one. The owners get a mail that names both.
 * @throws AppError notFound, invalid, or forbidden for a program where an admin has to look first.
 */
export const updateWebhook = command({
  name: "webhook.update",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  fresh: true,
  // Each new address mails the owners.
  limit: { per: "workspace", programs: true, max: 60, windowSeconds: 3600 },
  input: z.object({
    webhookId: z.uuid(),
    url: webhookUrl,
    description: webhookDescription,
    events: webhookEvents,
  }),
  prepare: (_, { url }) => requireReachable(url),
  async run(context, { webhookId, url, description, events }) {
    const { tx, actor } = context;
    const before = await lockWebhook(tx, actor, webhookId);
    requireAdminFor(actor, before.disabledReason);
    const [host, former] = [new URL(url).host, new URL(before.url).host];
    const [changed, moved] = [before.url !== url, former !== host];
    await tx
      .update(webhooks)
      .set({
        url,
        description,
        events,
        ...(changed && {
          changedBy: memberBehind(actor),
          changedProgramId: actor.kind === "apiKey" ? actor.keyId : null,
          changedAt: sql`now()`,
        }),
        ...(moved && { movedAt: sql`now()` }),
      })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId)));
    if (changed) {
      await forgetTrouble(tx, actor, webhookId);
      await mailAboutWebhook(context, { webhookId, host, former });
    }
    const dropped = moved ? await dropWaiting(tx, actor, webhookId) : 0;
    return {
      result: { id: webhookId },
      audit: {
        target: webhookId,
        detail: {
          host,
          events,
          ...(moved ? { former, dropped } : changed && { path: true }),
        },
      },
    };
  },
});

/** Ends what waits for the former host. It stays in the log, and is not sent to another. */
async function dropWaiting(tx: Transaction, { workspaceId }: { workspaceId: string }, webhookId: string) {
  const [row] = await tx.execute<{ dropped: number }>(sql`
    with dropped as (
      update webhook_deliveries set state = 'failed', ended_at = now(), lease_until = null, problem = ${dropWords}
      where workspace_id = ${workspaceId} and webhook_id = ${webhookId} and state = 'queued' returning 1
    ) select count(*)::int as dropped from dropped`);
  return row?.dropped ?? 0;
}

const dropWords = "Not sent, because the webhook went to another host";
