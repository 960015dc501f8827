import { sql } from "drizzle-orm";
import { z } from "zod";
import { notFound } from "#lib/core/errors.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { rfc3339 } from "./list.ts";
import { newestCampaigns, versionOf } from "./newest.ts";
import { type SegmentFacts, segmentFacts } from "./segment-facts.ts";
import { type CampaignState, campaignState } from "./state.ts";

type Row = {
  id: string;
  kind: "campaign" | "welcome";
  /** A renewal goes to people of its own, and to no segment. */
  purpose: "news" | "renewal";
  name: string;
  subject: string;
  body: string;
  preheader: string;
  replyTo: string;
  /** Changes with every save of the text. */
  version: string;
  state: CampaignState;
  newsletterId: string | null;
  newsletterName: string | null;
  segmentId: string | null;
  segment: SegmentFacts | null;
  emailAccountId: string | null;
  accountLabel: string | null;
  fromAddress: string | null;
  fromName: string | null;
  createdAt: string;
  updatedAt: string;
  sendRequestedAt: string | null;
  pausedAt: string | null;
  /** Null when a person paused it. */
  pauseReason: string | null;
  finishedAt: string | null;
  /** When it starts by itself, or was meant to. */
  scheduledFor: string | null;
  /** Why it did not start when its time came. */
  heldReason: string | null;
  /** Set while a member has to decide whose fault a run of refusals was. */
  undecidedAt: string | null;
  /** Why its account does not send right now, and when it tries again; null while it sends. */
  accountFailure: string | null;
  accountWaitsUntil: string | null;
};

export type DeliveryState = "queued" | "sending" | "sent" | "failed" | "unknown" | "skipped" | "held";

/** A campaign with its report: counts by state, and by reason within a state. */
export const getCampaign = query({
  name: "campaign.get",
  allow: orKey(workspaceViewer, "campaigns:read"),
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor }, { campaignId }) {
    const [campaign] = await db.execute<Row>(sql`
      select campaigns.id, campaigns.kind, campaigns.purpose, campaigns.name, campaigns.subject, campaigns.body, campaigns.preheader, campaigns.reply_to as "replyTo",
        ${versionOf("campaigns")} as version, ${campaignState} as state,
        newsletters.id as "newsletterId", newsletters.name as "newsletterName", campaigns."segmentId", campaigns.segment, a.id as "emailAccountId", a.label as "accountLabel",
        a.from_address as "fromAddress", coalesce(newsletters.sender_name, a.from_name) as "fromName", ${rfc3339("campaigns.created_at")} as "createdAt",
        ${rfc3339("campaigns.updated_at")} as "updatedAt", ${rfc3339("campaigns.send_requested_at")} as "sendRequestedAt",
        ${rfc3339("campaigns.paused_at")} as "pausedAt", campaigns.pause_reason as "pauseReason",
        ${rfc3339("campaigns.finished_at")} as "finishedAt",
        ${rfc3339("campaigns.scheduled_for")} as "scheduledFor", campaigns.held_reason as "heldReason",
        ${rfc3339("campaigns.undecided_at")} as "undecidedAt",
        h.failure as "accountFailure", ${rfc3339("case when greatest(h.limited_until, h.retry_at) > now() then greatest(h.limited_until, h.retry_at) end")} as "accountWaitsUntil"
      from (select c.*, c.segment_id as "segmentId", ${segmentFacts} as segment from ${newestCampaigns} c
        left join segments g on g.workspace_id = c.workspace_id and g.id = c.segment_id) campaigns
      left join newsletters
        on newsletters.workspace_id = campaigns.workspace_id and newsletters.id = campaigns.newsletter_id
      left join email_accounts a on a.workspace_id = campaigns.workspace_id and a.id = campaigns.email_account_id
      left join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
      where campaigns.id = ${campaignId} and campaigns.workspace_id = ${actor.workspaceId}`);
    if (!campaign) throw notFound("campaign");

    const counted = await db.execute<{ state: DeliveryState; reason: string | null; count: number }>(sql`
      select case when held_at is not null and state = 'queued' then 'held' else state end as state, reason, count(*)::int as count
      from deliveries
      where campaign_id = ${campaignId} and workspace_id = ${actor.workspaceId} group by 1, 2 order by count desc`);
    const counts: Record<DeliveryState, number> = {
      queued: 0,
      sending: 0,
      sent: 0,
      failed: 0,
      unknown: 0,
      skipped: 0,
      held: 0,
    };
    for (const { state, count } of counted) counts[state] += count;
    const reasons = counted.filter((row): row is typeof row & { reason: string } => row.reason !== null);
    return { ...campaign, counts, reasons };
  },
});
