import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
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
    const [before] = await tx
      .select({
        name: campaigns.name,
        newsletterId: campaigns.newsletterId,
        emailAccountId: campaigns.emailAccountId,
        subject: campaigns.subject,
        body: campaigns.body,
        sendRequestedAt: campaigns.sendRequestedAt,
      })
      .from(campaigns)
      .where(mine)
      .for("update");
    if (!before) throw notFound("campaign");
    if (before.sendRequestedAt)
      throw conflict("This campaign is already on its way. It can no longer be changed.");
    await tx
      .update(campaigns)
      .set({ ...draft, updatedAt: sql`now()` })
      .where(mine);
    await checkDraftParts(tx, actor, draft);

    const changed = changesBetween(before, draft, ["name", "newsletterId", "emailAccountId", "subject"]);
    return {
      result: { id: campaignId, name: draft.name },
      // The message itself is too long for a log that nobody shortens.
      audit: {
        target: campaignId,
        detail: { name: draft.name, bodyRewritten: before.body !== draft.body },
        changed,
      },
    };
  },
});
