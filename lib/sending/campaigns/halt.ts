import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded, text } from "#lib/core/text.ts";

/**
 * Pauses a campaign that the worker cannot go on with, and says why in words for its owner. Deliveries stay queued. `run` is a run of
 * refusals: those recipients are held until a member decides whose fault it was, and `said` are the server's words without addresses.
 */
export const haltCampaign = command({
  name: "campaign.halt",
  allow: workspaceJob,
  input: z.object({
    campaignId: z.uuid(),
    reason: text({ max: 500, trim: false }).min(1),
    run: z.object({ refused: z.int().min(1), said: bounded(200) }).optional(),
  }),
  async run({ tx, actor }, { campaignId, reason, run }) {
    const [halted] = await tx
      .update(campaigns)
      .set({
        pausedAt: sql`coalesce(paused_at, now())`,
        pauseReason: reason,
        ...(run && { undecidedAt: sql`now()` }),
      })
      .where(
        and(
          owned(campaigns, actor),
          eq(campaigns.id, campaignId),
          isNotNull(campaigns.sendRequestedAt),
          isNull(campaigns.finishedAt),
        ),
      )
      .returning({ id: campaigns.id });
    if (!halted) throw notFound("campaign");
    return { result: halted, audit: { target: campaignId, detail: { reason, ...run } } };
  },
});
