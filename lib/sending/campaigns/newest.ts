import { type SQL, sql } from "drizzle-orm";

/** Campaigns with the newest text of each, saved while somebody wrote. Columns as in `campaigns`, and who saved when. */
export const newestCampaigns: SQL = sql`(
  select c.workspace_id, c.id, coalesce(d.name, c.name) as name, coalesce(d.subject, c.subject) as subject,
    coalesce(d.preheader, c.preheader) as preheader, coalesce(d.reply_to, c.reply_to) as reply_to, coalesce(d.body, c.body) as body,
    case when d.campaign_id is null then c.newsletter_id else d.newsletter_id end as newsletter_id,
    case when d.campaign_id is null then c.email_account_id else d.email_account_id end as email_account_id,
    case when d.campaign_id is null then c.segment_id else d.segment_id end as segment_id, c.segment_name, c.segment_filters,
    c.created_by, c.created_at, coalesce(d.saved_at, c.updated_at) as updated_at, d.saved_by, c.send_requested_at, c.paused_at,
    c.pause_reason, c.finished_at, c.undecided_at, c.decided_runs, c.scheduled_for, c.scheduled_by, c.held_at, c.held_reason, c.kind, c.purpose
  from campaigns c left join campaign_drafts d on d.workspace_id = c.workspace_id and d.campaign_id = c.id)`;

/** The version of a campaign's text: the time of its last save, to the microsecond. */
export const versionOf = (campaign: string): SQL<string> =>
  sql<string>`to_char(${sql.raw(campaign)}.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
