import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkDraftParts, draftFields } from "./fields.ts";

/** Changes a draft. What was sent once stays as it was sent. */
export const updateCampaign = command({
  name: "campaign.update",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid(), ...draftFields }),
  async run({ tx, actor }, { campaignId, ...draft }) {
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [campaign] = await tx
      .update(campaigns)
      .set({ ...draft, updatedAt: sql`now()` })
      .where(and(mine, isNull(campaigns.sendRequestedAt)))
      .returning({ id: campaigns.id, name: campaigns.name });
    if (!campaign) {
      const [sent] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw sent
        ? conflict("This campaign is already on its way. It can no longer be changed.")
        : notFound("campaign");
    }
    await checkDraftParts(tx, actor, draft);
    return { result: campaign, audit: { target: campaignId, detail: { name: draft.name } } };
  },
});
