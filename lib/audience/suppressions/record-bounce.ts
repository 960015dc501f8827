import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { suppressBounced } from "./suppress-bounced.ts";

/**
 * Suppresses addresses that a server called dead during our connection. Only rows of deliveries we
 * were sending count, so that a reply about another address suppresses nothing (DS9). `reply` is
 * kept as the evidence.
 */
export const recordBounce = command({
  name: "suppression.record_bounce",
  allow: workspaceJob,
  input: z.object({
    campaignId: z.uuid(),
    bounces: z
      .array(z.object({ contactId: z.uuid(), reply: bounded(10_000) }))
      .min(1)
      .max(200),
  }),
  async run({ tx, actor }, { campaignId, bounces }) {
    const { workspaceId } = actor;
    const { found, added } = await suppressBounced(tx, { workspaceId, campaignId, bounces });
    if (found === 0) throw notFound("delivery");
    return { result: { added }, audit: { target: campaignId, detail: { added } } };
  },
});
