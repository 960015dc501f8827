import { sql } from "drizzle-orm";
import { z } from "zod";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { newestCampaigns } from "./newest.ts";
import { type CampaignState, campaignState } from "./state.ts";

export type CampaignRow = {
  id: string;
  name: string;
  subject: string;
  state: CampaignState;
  newsletter: string | null;
  createdAt: string;
  updatedAt: string;
  sendRequestedAt: string | null;
  finishedAt: string | null;
  /** When it starts by itself, or was meant to. */
  scheduledFor: string | null;
  /** Why it did not start when its time came. */
  heldReason: string | null;
  pauseReason: string | null;
  /** Everyone who may get it: what was not skipped. */
  total: number;
  sent: number;
  failed: number;
  unknown: number;
  waiting: number;
  skipped: number;
};

/** Campaigns, newest first, with how far each has come. Times are RFC 3339 in UTC. */
export const listCampaigns = query({
  name: "campaign.list",
  allow: orKey(workspaceViewer, "campaigns:read"),
  input: z.object({
    ...pageInput,
    state: z.enum(["draft", "scheduled", "sending", "paused", "sent"]).optional(),
  }),
  async run({ db, actor }, { cursor, limit, state }) {
    const rows = await db.execute<CampaignRow>(sql`
      select page.*, coalesce(n.total - n.skipped, 0) as total, coalesce(n.sent, 0) as sent, coalesce(n.failed, 0) as failed,
        coalesce(n.unknown, 0) as unknown, coalesce(n.waiting, 0) as waiting, coalesce(n.skipped, 0) as skipped
      from (
        select campaigns.id, campaigns.name, campaigns.subject, ${campaignState} as state, newsletters.name as newsletter,
          ${rfc3339("campaigns.created_at")} as "createdAt", ${rfc3339("campaigns.updated_at")} as "updatedAt",
          ${rfc3339("campaigns.send_requested_at")} as "sendRequestedAt", ${rfc3339("campaigns.finished_at")} as "finishedAt",
          campaigns.pause_reason as "pauseReason", ${rfc3339("campaigns.scheduled_for")} as "scheduledFor",
          campaigns.held_reason as "heldReason"
        from ${newestCampaigns} campaigns
        left join newsletters
          on newsletters.workspace_id = campaigns.workspace_id and newsletters.id = campaigns.newsletter_id
        where campaigns.workspace_id = ${actor.workspaceId} and campaigns.kind = 'campaign' ${cursor ? sql`and campaigns.id < ${cursor}` : sql``}
          ${state ? sql`and ${campaignState} = ${state}` : sql``}
        order by campaigns.id desc limit ${limit + 1}
      ) page
      left join lateral (
        select count(*)::int as total, count(*) filter (where d.state = 'sent')::int as sent,
          count(*) filter (where d.state = 'failed')::int as failed, count(*) filter (where d.state = 'unknown')::int as unknown,
          count(*) filter (where d.state in ('queued', 'sending'))::int as waiting,
          count(*) filter (where d.state = 'skipped')::int as skipped
        from deliveries d where d.workspace_id = ${actor.workspaceId} and d.campaign_id = page.id
      ) n on page."sendRequestedAt" is not null
      order by page.id desc`);
    return paged([...rows], limit);
  },
});

export const rfc3339 = (column: string) =>
  sql.raw(`to_char((${column}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
