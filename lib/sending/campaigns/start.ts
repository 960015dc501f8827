import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import type { AskingRole, WorkspaceJob } from "#lib/core/actor.ts";
import { command, type Outcome } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { askedRight } from "#lib/core/database/asked-right.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { queueDeliveries, type Readiness, readiness, takeNewestText } from "./begin.ts";
import { mailHeld } from "./held-mail.ts";
import { segmentDetail } from "./segment-detail.ts";
import { isSigned } from "./signed.ts";

/** A campaign that is later than this is held, because nobody chose the hour at which it would arrive. */
const LATEST_HOURS = 6;

type Due = { scheduledBy: string; late: boolean; unsignedAccepted: boolean; withdrawn: string | null };

/**
 * Starts a scheduled campaign whose time has come, if it still passes the pre-send check. Otherwise it is held with the reason
 * in words, and its author gets a mail. A campaign that was unscheduled, moved or sent meanwhile is left alone.
 */
export const startCampaign = command({
  name: "campaign.start",
  allow: workspaceJob,
  input: z.object({ campaignId: z.uuid() }),
  async run(context, { campaignId }): Promise<Outcome<{ outcome: "started" | "held" | "left" }>> {
    const { tx, actor } = context;
    const due = await lockDue(tx, actor, campaignId);
    if (!due) {
      const [known] = await tx
        .select({ id: campaigns.id })
        .from(campaigns)
        .where(and(owned(campaigns, actor), eq(campaigns.id, campaignId)));
      if (!known) throw notFound("campaign");
      return {
        result: { outcome: "left" },
        audit: { target: campaignId, detail: { outcome: "left" } },
      };
    }
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    await takeNewestText(tx, actor.workspaceId, campaignId);
    const ready = await readiness(tx, actor, campaignId);
    const { facts, newsletterId, stops } = ready;
    const reasons = reasonsToHold(due, ready);
    if (reasons.length > 0 || !newsletterId) {
      const reason = cutText(reasons.join(" "), 1000);
      await tx.update(campaigns).set({ heldAt: sql`now()`, heldReason: reason }).where(mine);
      const author = { id: due.scheduledBy, may: due.withdrawn === null };
      await mailHeld(context, { campaignId, name: facts.name, reason, author });
      return {
        result: { outcome: "held" },
        audit: {
          target: campaignId,
          detail: { outcome: "held", name: facts.name, reason, stops: stops.map(({ id }) => id) },
        },
      };
    }
    await tx
      .update(campaigns)
      .set({ sendRequestedAt: sql`now()`, sendRequestedBy: due.scheduledBy })
      .where(and(mine, isNull(campaigns.sendRequestedAt)));
    const { queued, skipped } = await queueDeliveries(context, campaignId, newsletterId);
    return {
      result: { outcome: "started" },
      audit: {
        target: campaignId,
        detail: {
          outcome: "started",
          name: facts.name,
          ...segmentDetail(facts),
          queued,
          skipped,
          ...(!isSigned(facts) && { unsigned: true }),
        },
      },
    };
  },
});

/** Locks the campaign and returns what its author left, or null when its time has not come. */
async function lockDue(tx: Transaction, actor: WorkspaceJob, campaignId: string): Promise<Due | null> {
  const { workspaceId } = actor;
  const [due] = await tx.execute<
    Omit<Due, "withdrawn"> & { scheduledAt: Date | string; role: AskingRole }
  >(sql`
    select c.scheduled_by as "scheduledBy", c.scheduled_for < now() - make_interval(hours => ${LATEST_HOURS}) as late,
      c.unsigned_accepted_at is not null as "unsignedAccepted", coalesce(c.scheduled_at, c.updated_at) as "scheduledAt",
      coalesce(c.scheduled_role, 'member') as role
    from campaigns c
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and c.scheduled_for <= now()
      and c.send_requested_at is null and c.held_at is null
    for update of c`);
  if (!due) return null;
  const asked = {
    workspaceId,
    userId: due.scheduledBy,
    at: new Date(due.scheduledAt),
    role: due.role,
  };
  return { ...due, withdrawn: await askedRight(tx, asked) };
}

function reasonsToHold(due: Due, { facts, newsletterId, stops }: Readiness): string[] {
  const reasons = stops.map(({ text }) => text);
  if (due.withdrawn) reasons.unshift(`The person who scheduled it ${due.withdrawn}.`);
  if (!newsletterId && stops.length === 0) reasons.push("Choose the newsletter it goes to.");
  if (facts.account && !isSigned(facts) && !due.unsignedAccepted)
    reasons.push("The signature of the From domain is gone, and nobody agreed to send without one.");
  if (due.late)
    reasons.push(
      `Mailneo was not running at that time and came back more than ${LATEST_HOURS} hours later, so it did not start at an hour nobody chose.`,
    );
  return reasons;
}
