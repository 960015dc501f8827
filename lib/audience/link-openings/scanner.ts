import { type SQL, sql } from "drizzle-orm";

/** Why an opening was probably a security scanner's, or null for a person's. */
export type ScannerSign = "agent" | "head" | "several_links" | "storm" | "many_people";

/** What each sign means, in the words of a timeline. */
export const scannerSigns: Record<ScannerSign, string> = {
  agent: "the program named itself",
  head: "it asked for the head of the page first, as no browser does",
  several_links: "several links of the message were opened within seconds",
  storm: "the link was opened again and again within seconds",
  many_people: "the same visitor opened the links of several people within a minute",
};

/**
 * Returns the scanner's sign of an opening, as SQL over the row `o` of link_openings. What was noted first is judged by what
 * came after it too, so that the first fetch of a storm is no person.
 */
export const scannerSign: SQL = sql.raw(`case
  when o.agent is not null then 'agent'
  when o.head or exists (
    select from link_openings h where h.workspace_id = o.workspace_id and h.delivery_id = o.delivery_id and h.head
      and h.at between o.at - interval '1 minute' and o.at) then 'head'
  when (select count(distinct n.page) from link_openings n where n.workspace_id = o.workspace_id and n.delivery_id = o.delivery_id
      and n.at between o.at - interval '10 seconds' and o.at + interval '10 seconds') > 1 then 'several_links'
  when (select count(*) from link_openings n where n.workspace_id = o.workspace_id and n.delivery_id = o.delivery_id
      and n.at between o.at - interval '10 seconds' and o.at + interval '10 seconds') > 3 then 'storm'
  when (select count(distinct n.contact_id) from link_openings n where n.workspace_id = o.workspace_id and n.visitor = o.visitor
      and n.at between o.at - interval '1 minute' and o.at + interval '1 minute') > 2 then 'many_people'
end`);
