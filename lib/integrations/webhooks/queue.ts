import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

const common = {
  input: z.object({ workspaceId: z.uuid(), webhookId: z.uuid() }),
  policy: "short",
  concurrency: 16,
  concurrencyPerWorkspace: 2,
  retryLimit: 0, // the round that looks for what is due finds it again
} as const;

/** The queue of webhooks with something due. It is apart from the queues of mail, so that no receiver holds up sending. */
export const webhookQueue = queue({ ...common, name: "webhook-deliver" });

/** The queue of those that fail or answer slowly, so that they wait for one another and for nobody who answers. */
export const slowWebhookQueue = queue({ ...common, name: "webhook-deliver-slow" });
