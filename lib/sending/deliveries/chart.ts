import { sql } from "drizzle-orm";
import { z } from "zod";
import { notFound } from "#lib/core/errors.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/**
 * Returns the messages sent per minute or hour, oldest first, at most 1,000 steps. Steps in which nothing was
 * sent are there with 0.
 */
export const deliveryChart = query({
  name: "delivery.chart",
  allow: workspaceViewer,
  input: z.object({ campaignId: z.uuid(), step: z.enum(["minute", "hour"]) }),
  async run({ db, actor }, { campaignId, step }) {
    const [campaign] = await db.execute(
      sql`select 1 from campaigns where id = ${campaignId} and workspace_id = ${actor.workspaceId}`,
    );
    if (!campaign) throw notFound("campaign");
    const rows = await db.execute<{ at: string; sent: number }>(sql`
      with counted as (
        select date_trunc(${step}, sent_at, 'UTC') as at, count(*)::int as sent from deliveries
        where campaign_id = ${campaignId} and workspace_id = ${actor.workspaceId} and state = 'sent' group by 1
      ), steps as (
        select generate_series(min(at), max(at), ${`1 ${step}`}::interval) as at from counted
      )
      select to_char(steps.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, coalesce(counted.sent, 0) as sent
      from steps left join counted on counted.at = steps.at order by steps.at limit 1000`);
    return [...rows];
  },
});
