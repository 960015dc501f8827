import { sql } from "drizzle-orm";
import { overAudience } from "#lib/audience/eligibility.ts";
import type { LogoRow } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { audienceOfCampaign } from "./audience.ts";
import { newestCampaigns } from "./newest.ts";
import { type SegmentFacts, segmentFacts } from "./segment-facts.ts";

/** Everything the pre-send check and the message need to know about a campaign, read in the caller's transaction. */
export type CampaignFacts = {
  id: string;
  name: string;
  subject: string;
  body: string;
  preheader: string;
  replyTo: string;
  sendRequestedAt: string | null;
  /** A renewal asks its own people for express consent. */
  purpose: "news" | "renewal";
  workspace: { id: string; senderName: string | null; postalAddress: string | null };
  /** The newsletter's color and logo, or the workspace's. */
  look: { colour: SenderColour; logo: LogoRow };
  /** Narrows the newsletter. Its `filters` are null when it was deleted. */
  segment: SegmentFacts | null;
  newsletter: { id: string; name: string; replyTo: string | null; archived: boolean } | null;
  account: {
    id: string;
    label: string;
    /** The newsletter's sender name where it has one of its own, otherwise the account's. */
    fromName: string;
    fromAddress: string;
    host: string;
    disconnected: boolean;
    failure: string | null;
    /** Bytes of the largest message its server takes; null when it does not say. */
    maxMessageSize: number | null;
  } | null;
  /** The DKIM key of the From domain. */
  domain: { id: string; domain: string; selector: string; verified: boolean } | null;
};

/** @throws AppError notFound */
export async function readFacts(
  tx: Transaction,
  actor: { workspaceId: string },
  campaignId: string,
): Promise<CampaignFacts> {
  const [row] = await tx.execute<{ facts: CampaignFacts }>(sql`
    select jsonb_build_object(
      'id', c.id, 'name', c.name, 'subject', c.subject, 'body', c.body, 'preheader', c.preheader, 'replyTo', c.reply_to, 'sendRequestedAt', c.send_requested_at, 'purpose', c.purpose,
      'workspace', jsonb_build_object('id', w.id, 'senderName', coalesce(n.sender_name, w.sender_name), 'postalAddress', w.postal_address),
      'look', jsonb_build_object('colour', coalesce(n.sender_colour, w.sender_colour), 'logo', logo_of(c.workspace_id, n.id)),
      'segment', ${segmentFacts},
      'newsletter', case when n.id is null then null else
        jsonb_build_object('id', n.id, 'name', n.name, 'replyTo', n.reply_to, 'archived', n.archived_at is not null) end,
      'account', case when a.id is null then null else jsonb_build_object('id', a.id, 'label', a.label, 'fromName', coalesce(n.sender_name, a.from_name),
        'fromAddress', a.from_address, 'host', a.host, 'disconnected', a.disconnected_at is not null, 'failure', h.failure,
        'maxMessageSize', a.max_message_size) end,
      'domain', case when s.id is null then null else jsonb_build_object('id', s.id, 'domain', s.domain, 'selector', s.selector,
        'verified', s.verified_at is not null) end
    ) as facts
    from ${newestCampaigns} c
    join workspaces w on w.id = c.workspace_id
    left join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id
    left join segments g on g.workspace_id = c.workspace_id and g.id = c.segment_id
    left join email_accounts a on a.workspace_id = c.workspace_id and a.id = c.email_account_id
    left join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
    left join sending_domains s on s.workspace_id = c.workspace_id and s.domain = split_part(a.from_address, '@', 2)
    where c.id = ${campaignId} and c.workspace_id = ${actor.workspaceId}`);
  if (!row) throw notFound("campaign");
  return row.facts;
}

export type Audience = { eligible: number; skipped: Partial<Record<SkipReason, number>> };

/** How many would get the campaign now, and how many not, by reason. */
export async function countAudience(
  tx: Transaction,
  workspaceId: string,
  campaignId: string,
  newsletterId: string,
): Promise<Audience> {
  const people = await audienceOfCampaign(tx, workspaceId, campaignId, newsletterId);
  const rows = await overAudience(tx, () =>
    tx.execute<{ refusal: SkipReason | null; count: number }>(
      sql`select refusal, count(*)::int as count from (${people}) audience group by refusal`,
    ),
  );
  const audience: Audience = { eligible: 0, skipped: {} };
  for (const { refusal, count } of rows) {
    if (refusal === null) audience.eligible = count;
    else audience.skipped[refusal] = count;
  }
  return audience;
}
