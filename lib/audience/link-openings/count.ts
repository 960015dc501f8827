import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { scannerSign } from "./scanner.ts";

/** The most openings that one report judges. */
const most = 20_000;

/**
 * Returns how many people opened the unsubscribe or preference page of a campaign, and of how many messages a program
 * probably did. A person is counted once; a message that only programs opened has no person.
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
      )
      select count(distinct contact_id) filter (where sign is null)::int as people,
        count(distinct contact_id) filter (where sign is not null)::int as scanned from judged`);
    return { people: row?.people ?? 0, scanned: row?.scanned ?? 0 };
  },
});
