import { sql } from "drizzle-orm";

/** Whether a campaign's segment stands as it was: from the press on "Send" or "Schedule" on. */
const frozen = sql`(c.send_requested_at is not null or c.scheduled_for is not null and c.held_at is null)`;

/**
 * A campaign's segment as JSON with its name and filters, null without one. `filters` is null when it is gone. `c` is a row of
 * `newestCampaigns`, `g` the row of segments that it names, if that is still there.
 */
export const segmentFacts = sql`case when c.segment_id is null then null else jsonb_build_object('id', c.segment_id,
  'name', coalesce(case when ${frozen} then c.segment_name else g.name end, ''),
  'filters', case when ${frozen} then c.segment_filters else g.filters end) end`;

export type SegmentFacts = { id: string; name: string; filters: Record<string, string> | null };
