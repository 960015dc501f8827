import { sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { overAudience } from "#lib/audience/eligibility.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { audienceOfCampaign } from "./audience.ts";

type Reader = { id: string; email: string; firstName: string | null; lastName: string | null };

/** As many as a list to choose from takes. */
const most = 8;

/** Returns some of the people who would get a campaign now, to look at it as one of them. */
export const campaignReaders = query({
  name: "campaign.readers",
  allow: workspaceViewer,
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor: { workspaceId } }, { campaignId }): Promise<Reader[]> {
    const [campaign] = await db.execute<{ newsletterId: string | null }>(sql`
      select coalesce(d.newsletter_id, c.newsletter_id) as "newsletterId" from ${campaigns} c
      left join campaign_drafts d on d.workspace_id = c.workspace_id and d.campaign_id = c.id
      where c.workspace_id = ${workspaceId} and c.id = ${campaignId}`);
    if (!campaign?.newsletterId) return [];
    const people = await audienceOfCampaign(db, workspaceId, campaignId, campaign.newsletterId);
    return overAudience(db, () =>
      db.execute<Reader>(sql`
        select c.id, c.email, c.first_name as "firstName", c.last_name as "lastName"
        from (select contact_id from (${people}) audience where refusal is null limit ${most}) reached
        join contacts c on c.workspace_id = ${workspaceId} and c.id = reached.contact_id order by c.id desc`),
    );
  },
});
