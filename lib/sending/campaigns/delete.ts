import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Deletes a draft. A campaign that was sent stays, because its report is the proof of who got it. */
export const deleteCampaign = command({
  name: "campaign.delete",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [deleted] = await tx
      .delete(campaigns)
      .where(
        and(
          mine,
          isNull(campaigns.sendRequestedAt),
          or(isNull(campaigns.scheduledFor), isNotNull(campaigns.heldAt)),
        ),
      )
      .returning({ name: campaigns.name });
    if (!deleted) {
      const [kept] = await tx.select({ sentAt: campaigns.sendRequestedAt }).from(campaigns).where(mine);
      if (!kept) throw notFound("campaign");
      throw conflict(
        kept.sentAt
          ? "This campaign was sent, so its report stays."
          : "This campaign is scheduled. Unschedule it to delete it.",
      );
    }
    return { result: deleted, audit: { target: campaignId, detail: { name: deleted.name } } };
  },
});
