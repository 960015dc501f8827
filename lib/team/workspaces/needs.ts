import { sql } from "drizzle-orm";
import { z } from "zod";
import { lapsingOn } from "#lib/audience/lapsing.ts";
import { daysAgo, firstIdSince } from "#lib/core/first-id-since.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most rows to count or list of a kind. */
const most = 1000;

type StopReason = "gone" | "failing" | "disowned" | "withdrawn" | "key_revoked";

/** Failures in a row from which a webhook keeps failing. */
const FAILURES_TOLD = 3;

export type Needs = {
  failingAccounts: { id: string; label: string; failure: string }[];
  /**
   * Webhooks that stand still by no wish of a member's, or keep failing. `reason` is why they stopped; null while deliveries are tried.
   * Shown to admins alone, as webhooks are.
   */
  troubledWebhooks: { id: string; name: string; reason: StopReason | null; problem: string | null }[];
  /** Accounts whose From domain has no verified DKIM key. */
  unsignedAccounts: { id: string; domain: string }[];
  pausedCampaigns: { id: string; name: string; reason: string | null }[];
  /** Scheduled campaigns that a check kept from starting. */
  heldCampaigns: { id: string; name: string; reason: string }[];
  /** Campaigns that start next by themselves. Times are RFC 3339 in UTC. */
  scheduledCampaigns: { id: string; name: string; at: string }[];
  /** Sent campaigns with messages of unknown delivery. */
  undecidedCampaigns: { id: string; name: string; unknown: number }[];
  /** Hours of the last three days in which unusually many people left. Times are RFC 3339 in UTC. */
  unsubscribeBursts: {
    id: string;
    unsubscribed: number;
    sent: number;
    campaignId: string | null;
    at: string;
  }[];
  /** Requests of people about their data that are due within a week, and their nearest day. */
  dueRequests: number;
  requestDue: string | null;
  requestOverdue: boolean;
  /** Open signup forms that somebody used and that name no privacy notice. */
  unnoticedForms: number;
  invitations: number;
  expiredInvitations: number;
  /** People with a newsletter whose every ground for it ends within 30 days, and the first day on which mail to one of them stops. */
  lapsing: number;
  lapsesFrom: string | null;
  /** Suppressions of the last 7 days, by what happened here: a file's are history of another tool. */
  bounced: number;
  complained: number;
  unsubscribed: number;
};

/**
 * Returns what in the workspace waits for a decision. One statement; every part reads an index and stops at 1,000 rows,
 * so that a million contacts cost no more than a thousand.
 */
export const getNeeds = query({
  name: "workspace.needs",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }): Promise<Needs> {
    const { workspaceId } = actor;
    const newSuppressions = (reason: string) =>
      sql`(select count(*)::int from recent where reason = ${reason})`;
    const [row] = await db.execute<{ needs: Needs }>(sql`
      with recent as (
        select s.reason from suppressions s where s.workspace_id = ${workspaceId} and s.lifted_at is null and s.source <> 'import'
          and s.id >= ${firstIdSince(daysAgo(7))} and s.created_at > now() - interval '7 days'
        limit ${most}
      ), pressing as (
        select r.due_on from subject_requests r where r.workspace_id = ${workspaceId} and r.identified_at is not null and r.closed_at is null
          and r.due_on <= (now() at time zone 'UTC')::date + 7
        limit ${most}
      ), lapsing as (
        select l.contact_id, min(l.ends_at) as ends_at from (${lapsingOn(workspaceId)}) l group by l.contact_id limit ${most}
      )
      select jsonb_build_object(
        'failingAccounts', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'label', f.label, 'failure', f.failure)), '[]') from (
          select a.id, a.label, h.failure from email_accounts a
          join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
          where a.workspace_id = ${workspaceId} and a.disconnected_at is null and h.failure is not null order by a.id limit 3) f),
        'troubledWebhooks', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'reason', t.disabled_reason,
            'problem', t.problem)), '[]') from (
          select w.id, coalesce(nullif(w.description, ''), substring(w.url from '://([^/?#]+)')) as name, w.disabled_reason, h.problem
          from webhooks w left join webhook_health h on h.workspace_id = w.workspace_id and h.webhook_id = w.id
          where w.workspace_id = ${workspaceId} and ${workspaceAdmin.admits(actor)}
            and case when w.disabled_at is null then h.failures >= ${FAILURES_TOLD} else w.disabled_reason <> 'paused' end
          order by w.id desc limit 3) t),
        'unsignedAccounts', (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'domain', u.domain)), '[]') from (
          select distinct on (split_part(a.from_address, '@', 2)) a.id, split_part(a.from_address, '@', 2) as domain from email_accounts a
          where a.workspace_id = ${workspaceId} and a.disconnected_at is null and not exists (
            select from sending_domains d where d.workspace_id = a.workspace_id and d.verified_at is not null
              and d.domain = split_part(a.from_address, '@', 2))
          order by split_part(a.from_address, '@', 2), a.id limit 3) u),
        'pausedCampaigns', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'reason', p.pause_reason)), '[]') from (
          select c.id, c.name, c.pause_reason from campaigns c
          where c.workspace_id = ${workspaceId} and c.paused_at is not null and c.finished_at is null order by c.id desc limit 3) p),
        'heldCampaigns', (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name, 'reason', h.held_reason)), '[]') from (
          select c.id, c.name, c.held_reason from campaigns c
          where c.workspace_id = ${workspaceId} and c.held_at is not null and c.send_requested_at is null order by c.id desc limit 3) h),
        'scheduledCampaigns', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name,
            'at', to_char(s.scheduled_for at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by s.scheduled_for), '[]') from (
          select c.id, c.name, c.scheduled_for from campaigns c
          where c.workspace_id = ${workspaceId} and c.scheduled_for is not null and c.send_requested_at is null and c.held_at is null
          order by c.scheduled_for limit 3) s),
        'undecidedCampaigns', (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'unknown', u.unknown)), '[]') from (
          select c.id, c.name, n.unknown from (
            select c.id, c.name from campaigns c where c.workspace_id = ${workspaceId} and c.send_requested_at > now() - interval '90 days'
            order by c.id desc limit 100) c
          cross join lateral (select count(*)::int as unknown from (select from deliveries d
            where d.workspace_id = ${workspaceId} and d.campaign_id = c.id and d.state = 'unknown' limit ${most}) d) n
          where n.unknown > 0 order by c.id desc limit 3) u),
        'unsubscribeBursts', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'unsubscribed', b.unsubscribed, 'sent', b.sent,
            'campaignId', b.campaign_id, 'at', to_char(b.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))), '[]') from (
          select a.* from unsubscribe_alerts a
          where a.workspace_id = ${workspaceId} and a.created_at > now() - interval '3 days' order by a.id desc limit 3) b),
        'dueRequests', (select count(*)::int from pressing),
        'requestDue', (select min(due_on)::text from pressing),
        'requestOverdue', (select coalesce(min(due_on) < (now() at time zone 'UTC')::date, false) from pressing),
        'unnoticedForms', (select count(*)::int from newsletters n
          where n.workspace_id = ${workspaceId} and n.archived_at is null and n.visibility <> 'closed' and n.privacy_url is null
            and (exists (select from confirmations k where k.workspace_id = n.workspace_id and k.newsletter_id = n.id)
              or exists (select from consents k where k.workspace_id = n.workspace_id and k.newsletter_id = n.id and k.source = 'form'))),
        'invitations', (select count(*)::int from (select from invitations i
          where i.workspace_id = ${workspaceId} and i.accepted_at is null and i.cancelled_at is null and i.expires_at > now() limit ${most}) i),
        'expiredInvitations', (select count(*)::int from (select from invitations i
          where i.workspace_id = ${workspaceId} and i.accepted_at is null and i.cancelled_at is null and i.expires_at <= now() limit ${most}) i),
        'lapsing', (select count(*)::int from lapsing),
        'lapsesFrom', (select to_char(min(ends_at) at time zone 'UTC', 'YYYY-MM-DD') from lapsing),
        'bounced', ${newSuppressions("bounced")},
        'complained', ${newSuppressions("complained")},
        'unsubscribed', ${newSuppressions("unsubscribed")}
      ) as needs`);
    if (!row) throw new Error("The needs returned no row.");
    return row.needs;
  },
});
