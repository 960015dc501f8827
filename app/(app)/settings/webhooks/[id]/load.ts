import { cache } from "react";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { listWebhooks } from "#lib/integrations/webhooks/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";

/** The webhook, once per request; null for whom it is not there. */
export const loadWebhook = cache(async (webhookId: string) => {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor)) return null;
  return (await pageQuery(listWebhooks, actor, { webhookId })).rows[0] ?? null;
});
