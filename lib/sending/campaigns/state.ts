import { type SQL, sql } from "drizzle-orm";

export type CampaignState = "draft" | "scheduled" | "sending" | "paused" | "sent";

/** The state of a campaign, read from its times. */
export const campaignState: SQL<CampaignState> = sql<CampaignState>`case
  when campaigns.send_requested_at is null and campaigns.scheduled_for is not null and campaigns.held_at is null then 'scheduled'
  when campaigns.send_requested_at is null then 'draft'
  when campaigns.finished_at is not null then 'sent'
  when campaigns.paused_at is not null then 'paused'
  else 'sending' end`;
