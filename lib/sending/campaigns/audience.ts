import { type SQL, sql } from "drizzle-orm";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { withinSegment } from "#lib/audience/segments/within.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { newestCampaigns } from "./newest.ts";
import { segmentFacts } from "./segment-facts.ts";

/**
 * Returns whom a campaign goes to, with the refusal of each: everybody on its newsletter, those of them in its segment, or the people
 * whom a renewal was prepared for. Of those, nobody is left once they are erased, and a segment that is gone holds nobody, so that a
 * campaign never becomes mail to everybody.
 */
export async function audienceOfCampaign(
  tx: Transaction,
  workspaceId: string,
  campaignId: string,
  newsletterId: string,
): Promise<SQL> {
  const [row] = await tx.execute<{ segment: { filters: unknown } | null }>(sql`
    select ${segmentFacts} as segment from ${newestCampaigns} c
    left join segments g on g.workspace_id = c.workspace_id and g.id = c.segment_id
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId}`);
  const within = row?.segment
    ? await withinSegment(tx, row.segment.filters, { workspaceId, newsletterId })
    : sql`true`;
  return sql`
    select audience.* from (${audienceOf(workspaceId, newsletterId)}) audience
    where ${within} and ((select c.purpose from campaigns c where c.workspace_id = ${workspaceId} and c.id = ${campaignId}) = 'news'
      or audience.contact_id in (select p.contact_id from campaign_people p
        where p.workspace_id = ${workspaceId} and p.campaign_id = ${campaignId}))`;
}
