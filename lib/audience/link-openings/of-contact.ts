import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type ScannerSign, scannerSign } from "./scanner.ts";

export type LinkOpening = {
  id: string;
  page: "unsubscribe" | "preferences";
  campaignId: string;
  campaign: string;
  /** How often it was opened by the same kind of visitor in the same hour. */
  times: number;
  agent: string | null;
  sign: ScannerSign | null;
  at: Date;
};

type Row = Omit<LinkOpening, "campaignId" | "at"> & { campaign_id: string; at: Date | string };

/** Returns when the links of a contact's messages were opened, newest first: people's openings, and scanners' by the hour. */
export async function openingsOf(
  db: Transaction,
  workspaceId: string,
  contactId: string,
): Promise<LinkOpening[]> {
  const rows = await db.execute<Row>(sql`
    with judged as (
      select o.*, ${scannerSign} as sign from (
        select * from link_openings x where x.workspace_id = ${workspaceId} and x.contact_id = ${contactId}
        order by x.at desc limit 500) o
    )
    select min(j.id::text) as id, j.page, j.campaign_id, c.name as campaign, count(*)::int as times, min(j.agent) as agent,
      min(j.sign) as sign, max(j.at) as at
    from judged j join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id
    group by j.campaign_id, c.name, j.page, j.sign is null, date_trunc('hour', j.at)
    order by max(j.at) desc limit 50`);
  return rows.map(({ campaign_id: campaignId, at, ...row }) => ({ ...row, campaignId, at: new Date(at) }));
}
