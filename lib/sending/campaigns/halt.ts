import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/** The worker pauses a campaign it cannot go on with, and says why in words for its owner. Deliveries stay queued. */
export const haltCampaign = command({
  name: "campaign.halt",
  allow: workspaceJob,
  input: z.object({ campaignId: z.uuid(), reason: text({ max: 500, trim: false }).min(1) }),
  async run({ tx, actor }, { campaignId, reason }) {
    const [halted] = await tx
      .update(campaigns)
      .set({ pausedAt: sql`coalesce(paused_at, now())`, pauseReason: reason })
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
    return { result: halted, audit: { target: campaignId, detail: { reason } } };
  },
});
