import { and, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns, deliveries } from "#db/schema/campaigns.ts";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { campaignQueue } from "#lib/sending/campaigns/queue.ts";
import { requireSendable } from "#lib/sending/campaigns/sendable.ts";

/**
 * Queues once more the messages of a campaign whose fate is unknown, because an admin prefers two copies to
 * none. They pass the send gate like all others, so a recipient who may not be mailed by now is skipped.
 * Their Message-ID stays, so that mailboxes that compare it show one copy (RFC 5322 3.6.4).
 * @throws AppError notFound; conflict when nothing of the campaign is unknown, or it cannot be sent any more.
 */
export const sendAgain = command({
  name: "delivery.send_again",
  allow: workspaceAdmin,
  input: z.object({ campaignId: z.uuid(), expected: expectedCount }),
  async run({ tx, actor, enqueue }, { campaignId, expected }) {
    const { workspaceId } = actor;
    // A finished campaign is open again; a paused one waits until a member resumes it.
    const [open] = await tx
      .update(campaigns)
      .set({ finishedAt: null })
      .where(and(owned(campaigns, actor), eq(campaigns.id, campaignId), isNotNull(campaigns.sendRequestedAt)))
      .returning({ id: campaigns.id });
    if (!open) throw notFound("campaign");

    const queued = await tx
      .update(deliveries)
      .set({ state: "queued", reason: null, dueAt: sql`now()` })
      .where(
        and(owned(deliveries, actor), eq(deliveries.campaignId, campaignId), eq(deliveries.state, "unknown")),
      )
      .returning({ contactId: deliveries.contactId });
    if (queued.length === 0) throw conflict("Nothing of this campaign is unknown any more.");
    const messages = queued.length === 1 ? "message is" : "messages are";
    asConfirmed(expected, queued.length, `${queued.length.toLocaleString("en")} ${messages} unknown`);
    await requireSendable(tx, actor, campaignId);

    await enqueue(campaignQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
    return {
      result: { id: campaignId, queued: queued.length },
      audit: { target: campaignId, detail: { deliveries: queued.length } },
    };
  },
});
