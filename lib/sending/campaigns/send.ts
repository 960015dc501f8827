import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { isTest, memberBehind } from "#lib/core/actor.ts";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { command, type Outcome } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { freezeSegment, queueDeliveries, takeNewestText } from "./begin.ts";
import { requireReady, wouldGetIt } from "./require-ready.ts";
import { segmentDetail } from "./segment-detail.ts";

type Sent = { id: string; queued: number; skipped: number };

/**
 * Sends a campaign, scheduled or not: asks the pre-send check again, writes a delivery for everyone on the newsletter (those
 * who may not be mailed as skipped, with the reason) and queues the work, all in this transaction. Asked twice, it sends once.
 * A test key rehearses instead (campaign.rehearse).
 * @throws AppError conflict with one message per line that stops it.
 */
export const sendCampaign = command({
  name: "campaign.send",
  allow: orKey(workspaceMember, "campaigns:send"),
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace starts at most 120 campaigns an hour.",
  },
  input: z.object({
    campaignId: z.uuid(),
    /** Whether the sender said yes to leaving unsigned. Absent where nobody could be asked. */
    unsigned: z.boolean().optional(),
    /** How many people the sender was told would get it. */
    expected: expectedCount,
  }),
  async run(context, { campaignId, unsigned, expected }): Promise<Outcome<Sent>> {
    const { tx, actor } = context;
    if (isTest(actor)) throw conflict("A test key sends nothing.");
    // The row is taken first: whoever comes second finds the time set.
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [taken] = await tx
      .update(campaigns)
      .set({
        sendRequestedAt: sql`now()`,
        sendRequestedBy: memberBehind(actor),
        sendProgramId: actor.kind === "apiKey" ? actor.keyId : null,
        scheduledFor: null,
        scheduledBy: null,
        scheduledRole: null,
        scheduledAt: null,
        heldAt: null,
        heldReason: null,
      })
      .where(and(mine, isNull(campaigns.sendRequestedAt)))
      .returning({ id: campaigns.id });
    if (!taken) {
      const [sent] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw sent ? conflict("This campaign is already on its way.") : notFound("campaign");
    }
    await takeNewestText(tx, actor.workspaceId, campaignId);
    await freezeSegment(tx, actor.workspaceId, campaignId);
    const { facts, newsletterId, signed } = await requireReady(tx, actor, campaignId, unsigned);
    const { queued, skipped } = await queueDeliveries(context, campaignId, newsletterId);
    asConfirmed(expected, queued, wouldGetIt(queued));
    return {
      result: { id: campaignId, queued, skipped },
      audit: {
        target: campaignId,
        detail: {
          name: facts.name,
          ...segmentDetail(facts),
          queued,
          skipped,
          ...(!signed && { unsigned: true }),
        },
      },
    };
  },
});
