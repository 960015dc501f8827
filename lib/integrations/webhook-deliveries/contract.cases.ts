import { makeWebhook } from "#lib/integrations/webhooks/contract.cases.ts";
import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";

export const commands: Cases = {
  "webhook_delivery.replay": async () => {
    const { actor, workspaceId, webhookId } = await makeWebhook();
    await asOwner(
      (
        sql,
      ) => sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, state, attempts, ended_at)
        values (${workspaceId}, new_id(), ${webhookId}, new_id(), 'webhook.test', 'failed', 11, now())`,
    );
    const [row] = await ownerSql()<
      { id: string }[]
    >`select id from webhook_deliveries where webhook_id = ${webhookId}`;
    return { actor, input: { webhookId, deliveryId: row?.id ?? "" } };
  },
};

export const queries: QueryCases = {
  "webhook_delivery.list": ({ seeded }) => ({ input: { webhookId: seeded("webhook") } }),
};
