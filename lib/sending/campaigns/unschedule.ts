import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Makes a scheduled campaign a draft again, or forgets why one was held. */
export const unscheduleCampaign = command({
  name: "campaign.unschedule",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [before] = await tx
      .select({
        name: campaigns.name,
        scheduledFor: campaigns.scheduledFor,
        sentAt: campaigns.sendRequestedAt,
      })
      .from(campaigns)
      .where(mine)
      .for("update");
    if (!before) throw notFound("campaign");
    if (before.sentAt) throw conflict("This campaign is already on its way. You can pause it.");
    if (!before.scheduledFor) throw conflict("This campaign is not scheduled.");
    await tx
      .update(campaigns)
      .set({
        scheduledFor: null,
        scheduledBy: null,
        scheduledRole: null,
        heldAt: null,
        heldReason: null,
        unsignedAcceptedAt: null,
        segmentName: null,
        segmentFilters: null,
      })
      .where(and(mine, isNull(campaigns.sendRequestedAt), isNotNull(campaigns.scheduledFor)));
    return {
      result: { id: campaignId },
      audit: {
        target: campaignId,
        detail: { name: before.name, at: before.scheduledFor.toISOString() },
      },
    };
  },
});
