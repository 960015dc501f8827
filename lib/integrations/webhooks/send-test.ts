import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { webhookDeliveries } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { testType } from "./events.ts";
import { lockWebhook } from "./lock.ts";
import { wakeWebhook } from "./wake-one.ts";

/** Sends a test to a webhook, signed like every delivery. */
export const sendWebhookTest = command({
  name: "webhook.send_test",
  allow: workspaceAdmin,
  limit: {
    per: "workspace",
    max: 30,
    windowSeconds: 600,
    words: "A workspace sends 30 tests in ten minutes.",
  },
  input: z.object({ webhookId: z.uuid() }),
  async run(context, { webhookId }) {
    const { tx, actor } = context;
    const { workspaceId } = actor;
    const { url, disabledAt } = await lockWebhook(tx, actor, webhookId);
    if (disabledAt) throw conflict("It is stopped. Resume it first.");
    const id = uuidv7();
    await tx
      .insert(webhookDeliveries)
      .values({ workspaceId, id, webhookId, eventId: uuidv7(), type: testType });
    await wakeWebhook(context, webhookId);
    return { result: { deliveryId: id }, audit: { target: webhookId, detail: { host: new URL(url).host } } };
  },
});
