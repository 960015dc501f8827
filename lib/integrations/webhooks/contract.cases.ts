import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeMember } from "#testing/factories.ts";
import { createWebhook } from "./create.ts";

export const webhookInput = {
  url: "http://127.0.0.1:9/hooks",
  description: "CRM",
  events: ["contact.unsubscribed" as const, "contact.erased" as const],
};

/** Makes a workspace with one webhook. */
export async function makeWebhook(input: Partial<typeof webhookInput> = {}) {
  const { actor, workspaceId } = await makeMember();
  const { id: webhookId, secret } = await createWebhook(actor, { ...webhookInput, ...input });
  return { actor, workspaceId, webhookId, secret };
}

export const commands: Cases = {
  "webhook.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: webhookInput,
      openToStrangers: "Each workspace makes its own; the input names no row.",
    };
  },
  "webhook.update": async () => {
    const { actor, webhookId } = await makeWebhook();
    return { actor, input: { ...webhookInput, webhookId, description: "Shop" } };
  },
  "webhook.rotate_secret": async () => {
    const { actor, webhookId } = await makeWebhook();
    return { actor, input: { webhookId } };
  },
  "webhook.pause": async () => {
    const { actor, webhookId } = await makeWebhook();
    return { actor, input: { webhookId } };
  },
  "webhook.resume": async () => {
    const { actor, webhookId } = await makeWebhook();
    await asOwner(
      (sql) =>
        sql`update webhooks set disabled_at = now(), disabled_reason = 'paused' where id = ${webhookId}`,
    );
    return { actor, input: { webhookId } };
  },
  "webhook.stop": async () => {
    const { workspaceId, webhookId } = await makeWebhook();
    return { actor: jobActor(workspaceId, "webhook-deliver"), input: { webhookId, reason: "failing" } };
  },
  "webhook.send_test": async () => {
    const { actor, webhookId } = await makeWebhook();
    return { actor, input: { webhookId } };
  },
  "webhook.delete": async () => {
    const { actor, webhookId } = await makeWebhook();
    return { actor, input: { webhookId } };
  },
};

export const queries: QueryCases = {
  "webhook.list": ({ seeded }) => ({ input: { webhookId: seeded("webhook") } }),
};

export const seed: Seed = async ({ actor, workspaceId }) => {
  const { id } = await createWebhook(actor, webhookInput);
  const deliveryId = uuidv7();
  await asOwner(async (sql) => {
    await sql`insert into webhook_health (workspace_id, webhook_id, delivered_at) values (${workspaceId}, ${id}, now())`;
    await sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, state, attempts, status, ended_at)
      values (${workspaceId}, ${deliveryId}, ${id}, new_id(), 'webhook.test', 'delivered', 1, 200, now())`;
  });
  return { webhook: id, webhookDelivery: deliveryId };
};
