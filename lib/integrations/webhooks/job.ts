import type { WorkspaceJob } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { deliverDue } from "./deliver.ts";
import { slowWebhookQueue, webhookQueue } from "./queue.ts";

/** Delivers what is due for one webhook. Several workers may run it at once, because each claims its own rows. */
export const webhookDeliver = job({
  ...webhookQueue,
  run: ({ actor, signal, othersWait }, { webhookId }) =>
    deliverDue(actor as WorkspaceJob, webhookId, { signal, othersWait, slow: false }),
});

/** Delivers what is due for one webhook that fails or answers slowly. */
export const webhookDeliverSlow = job({
  ...slowWebhookQueue,
  run: ({ actor, signal, othersWait }, { webhookId }) =>
    deliverDue(actor as WorkspaceJob, webhookId, { signal, othersWait, slow: true }),
});
