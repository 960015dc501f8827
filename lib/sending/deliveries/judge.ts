import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { suppressBounced } from "#lib/audience/suppressions/suppress-bounced.ts";
import { takesNobody } from "#lib/audience/take-people.ts";
import type { Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { sameReply } from "#lib/mail/smtp/same-reply.ts";
import { checkDraftParts } from "#lib/sending/campaigns/fields.ts";
import { campaignQueue } from "#lib/sending/campaigns/queue.ts";
import { requireSendable } from "#lib/sending/campaigns/sendable.ts";

/**
 * Decides whose fault a run of refusals was, and goes on with the campaign. `sender`: the recipients are sent to again, from another
 * account if one is given; suppressions that this campaign made for the same answer are lifted. `addresses`: the answers are believed,
 * and dead addresses are suppressed.
 * @throws AppError conflict when nothing is undecided, or the campaign cannot be sent any more.
 */
export const judgeRefusals = command({
  name: "delivery.judge",
  allow: workspaceMember,
  limit: { per: "workspace", max: 120, windowSeconds: 3600 },
  input: z.object({
    campaignId: z.uuid(),
    fault: z.enum(["sender", "addresses"], { error: "Choose whose fault it was." }),
    emailAccountId: z.uuid().optional(),
  }),
  async run({ tx, actor, enqueue }, { campaignId, fault, emailAccountId }) {
    const { workspaceId } = actor;
    await checkDraftParts(tx, actor, { emailAccountId });
    // Their servers said that the mailboxes are dead, and an admin lifts it.
    await takesNobody(tx);
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [open] = await tx
      .update(campaigns)
      .set({
        undecidedAt: null,
        pausedAt: null,
        pauseReason: null,
        ...(fault === "addresses" && { decidedRuns: sql`${campaigns.decidedRuns} + 1` }),
        ...(emailAccountId && { emailAccountId }),
      })
      .where(and(mine, isNotNull(campaigns.undecidedAt), isNull(campaigns.finishedAt)))
      .returning({ emailAccountId: campaigns.emailAccountId });
    if (!open) {
      const [found] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw found ? conflict("This is decided already.") : notFound("campaign");
    }
    await requireSendable(tx, actor, campaignId);

    const held = await tx.execute<HeldRow>(sql`
      select contact_id as "contactId", reason, coalesce(reply, '') as reply from deliveries
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'queued' and held_at is not null
      order by held_at, contact_id for update`);
    const said = sameReply(held.at(-1)?.reply ?? "");
    const counts =
      fault === "sender"
        ? await sendAgain(tx, actor, campaignId, held)
        : await believe(tx, actor, campaignId, held);

    await enqueue(campaignQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
    return {
      result: { id: campaignId, fault, recipients: held.length, ...counts },
      audit: { target: campaignId, detail: { fault, recipients: held.length, ...counts, said } },
    };
  },
});

type HeldRow = { contactId: string; reason: string | null; reply: string };
type Counts = { suppressed: number; lifted: number };

/** Queues what is held, and what failed with the same answer before the run was seen. */
async function sendAgain(
  tx: Transaction,
  { workspaceId, userId }: Member,
  campaignId: string,
  held: readonly HeldRow[],
): Promise<Counts> {
  const answers = new Set(held.map(({ reply }) => sameReply(reply)));
  const closed = await tx.execute<HeldRow>(sql`
    select contact_id as "contactId", reason, coalesce(reply, '') as reply from deliveries
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'failed' and reason <> 'gave_up' limit 100000`);
  const again = [...held, ...closed.filter(({ reply }) => answers.has(sameReply(reply)))];
  const ids = `{${again.map(({ contactId }) => contactId).join(",")}}`;
  const lifted = await tx.execute(sql`
    update suppressions s set lifted_at = now(), lifted_by = ${userId}, lifted_note = 'The sending account was at fault.'
    from deliveries d
    where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.contact_id = any(${ids}::uuid[])
      and s.workspace_id = d.workspace_id and s.email_hash = d.email_hash and s.newsletter_id is null and s.lifted_at is null
      and s.reason = 'bounced' and s.source = 'smtp_reply' and s.campaign_id = ${campaignId} returning 1`);
  await tx.execute(sql`
    update deliveries set state = 'queued', reason = null, held_at = null, ended_at = null, due_at = now(), attempts = greatest(attempts - 1, 0)
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and contact_id = any(${ids}::uuid[])
      and (state = 'failed' or state = 'queued' and held_at is not null)`);
  // The server is tried at once, because the owner says that it is mended.
  await tx.execute(sql`
    update email_account_health h set retry_at = null, limited_until = null from campaigns c
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and h.workspace_id = c.workspace_id and h.account_id = c.email_account_id`);
  return { suppressed: 0, lifted: lifted.length };
}

async function believe(
  tx: Transaction,
  { workspaceId }: Member,
  campaignId: string,
  held: readonly HeldRow[],
): Promise<Counts> {
  const bounces = held.filter(({ reason }) => reason === "bounced");
  const { added } =
    bounces.length > 0 ? await suppressBounced(tx, { workspaceId, campaignId, bounces }) : { added: 0 };
  await tx.execute(sql`
    update deliveries set state = 'failed', ended_at = held_at, held_at = null
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'queued' and held_at is not null`);
  return { suppressed: added, lifted: 0 };
}
