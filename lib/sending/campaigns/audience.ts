import { type SQL, sql } from "drizzle-orm";
import { audienceOf } from "#lib/audience/eligibility.ts";

/**
 * Returns whom a campaign goes to, with the refusal of each: everybody on its newsletter, or the people whom a renewal was
 * prepared for. Of those, nobody is left once they are erased, so that a renewal never becomes mail to everybody.
 */
export const audienceOfCampaign = (workspaceId: string, campaignId: string, newsletterId: string): SQL => sql`
  select audience.* from (${audienceOf(workspaceId, newsletterId)}) audience
  where (select c.purpose from campaigns c where c.workspace_id = ${workspaceId} and c.id = ${campaignId}) = 'news'
    or audience.contact_id in (select p.contact_id from campaign_people p
      where p.workspace_id = ${workspaceId} and p.campaign_id = ${campaignId})`;
