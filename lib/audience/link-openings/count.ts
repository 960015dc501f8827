import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { scannerSign } from "./scanner.ts";

/** The most openings that one report judges. */
const most = 20_000;

/**
 * Returns how many people opened the unsubscribe or preference page of a campaign, and of how many messages a program
 * probably did. A person is counted once; a message that only programs opened has no person. Whoever pressed the button of the page is a
 * person, whatever their browser looked like.
 */
export const countOpenings = query({
  name: "link_opening.count",
  allow: workspaceViewer,
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor: { workspaceId } }, { campaignId }) {
    const [row] = await db.execute<{ people: number; scanned: number }>(sql`
      with judged as (
        select o.contact_id, ${scannerSign} as sign from (
          select * from link_openings x where x.workspace_id = ${workspaceId} and x.campaign_id = ${campaignId} limit ${most}) o
      ), pressed as (
        select c.id as contact_id from suppressions s join contacts c on c.workspace_id = s.workspace_id and c.email = s.email
        where s.workspace_id = ${workspaceId} and s.campaign_id = ${campaignId} and s.source = 'unsubscribe_page' limit ${most}
      ), people as (select contact_id from judged where sign is null union select contact_id from pressed)
      select (select count(*)::int from people) as people,
        (select count(distinct contact_id)::int from judged where sign is not null
          and contact_id not in (select contact_id from pressed)) as scanned`);
    return { people: row?.people ?? 0, scanned: row?.scanned ?? 0 };
  },
});
