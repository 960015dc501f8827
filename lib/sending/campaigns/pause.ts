import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Stops a campaign on its way. What is in a server's hands goes out; the rest waits. */
export const pauseCampaign = command({
  name: "campaign.pause",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [paused] = await tx
      .update(campaigns)
      .set({ pausedAt: sql`now()`, pauseReason: null })
      .where(
        and(
          mine,
          isNotNull(campaigns.sendRequestedAt),
          isNull(campaigns.pausedAt),
          isNull(campaigns.finishedAt),
        ),
      )
      .returning({ id: campaigns.id });
    if (!paused) {
      const [found] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw found ? conflict("This campaign is not being sent right now.") : notFound("campaign");
    }
    return { result: paused, audit: { target: campaignId } };
  },
});
