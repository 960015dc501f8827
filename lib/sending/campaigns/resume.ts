import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { emailAccountHealth } from "#db/schema/email-accounts.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkDraftParts } from "./fields.ts";
import { campaignQueue } from "./queue.ts";
import { requireSendable } from "./sendable.ts";

/**
 * Goes on where a campaign was paused, from another account if one is given. Tries at once, also when the account was waiting after a failure.
 * @throws AppError conflict while a run of refusals is undecided, or when the account is disconnected or the workspace's sender name or address is gone.
 */
export const resumeCampaign = command({
  name: "campaign.resume",
  allow: workspaceMember,
  input: z.object({ campaignId: z.uuid(), emailAccountId: z.uuid().optional() }),
  async run({ tx, actor, enqueue }, { campaignId, emailAccountId }) {
    await checkDraftParts(tx, actor, { emailAccountId });
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [resumed] = await tx
      .update(campaigns)
      .set({ pausedAt: null, pauseReason: null, ...(emailAccountId && { emailAccountId }) })
      .where(
        and(
          mine,
          isNotNull(campaigns.sendRequestedAt),
          isNotNull(campaigns.pausedAt),
          isNull(campaigns.undecidedAt),
          isNull(campaigns.finishedAt),
        ),
      )
      .returning({ id: campaigns.id, emailAccountId: campaigns.emailAccountId });
    if (!resumed) {
      const [found] = await tx.select({ undecidedAt: campaigns.undecidedAt }).from(campaigns).where(mine);
      if (!found) throw notFound("campaign");
      throw conflict(
        found.undecidedAt
          ? "Decide first what becomes of the recipients that were refused."
          : "This campaign is not paused.",
      );
    }
    await requireSendable(tx, actor, campaignId);

    if (resumed.emailAccountId) {
      await tx
        .update(emailAccountHealth)
        .set({ retryAt: null, limitedUntil: null })
        .where(eq(emailAccountHealth.accountId, resumed.emailAccountId));
    }
    await tx.execute(
      sql`update deliveries set due_at = now() where campaign_id = ${campaignId} and state = 'queued' and due_at > now()`,
    );
    await enqueue(
      campaignQueue,
      { workspaceId: actor.workspaceId, campaignId },
      { singletonKey: campaignId },
    );
    return {
      result: { id: campaignId },
      audit: { target: campaignId, detail: { account: resumed.emailAccountId } },
    };
  },
});
