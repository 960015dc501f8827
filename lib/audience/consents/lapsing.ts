import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Basis } from "#lib/audience/contacts/grounds.ts";
import { lapsingOn } from "#lib/audience/lapsing.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most people to list; beyond them their newsletter's number tells the rest. */
export const lapsingListed = 200;

export type Lapsing = {
  people: {
    contactId: string;
    email: string;
    newsletterId: string;
    newsletter: string;
    basis: Basis;
    /** Day on which mail to them stops, in UTC. */
    endsOn: string;
  }[];
  newsletters: { id: string; name: string; people: number }[];
};

/**
 * Returns the people who get a newsletter on a ground that ends within 30 days and on no other, the soonest first, and how many
 * there are of each newsletter.
 */
export const listLapsing = query({
  name: "consent.lapsing",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<Lapsing> {
    const [row] = await db.execute<{ found: Lapsing }>(sql`
      with lapsing as materialized (${lapsingOn(workspaceId)})
      select jsonb_build_object(
        'people', (select coalesce(jsonb_agg(to_jsonb(x) order by x."endsOn", x.email), '[]') from (
          select l.contact_id as "contactId", c.email, l.newsletter_id as "newsletterId", n.name as newsletter, l.basis,
            to_char(l.ends_at at time zone 'UTC', 'YYYY-MM-DD') as "endsOn"
          from lapsing l
          join contacts c on c.workspace_id = ${workspaceId} and c.id = l.contact_id
          join newsletters n on n.workspace_id = ${workspaceId} and n.id = l.newsletter_id
          order by l.ends_at, c.email limit ${lapsingListed}) x),
        'newsletters', (select coalesce(jsonb_agg(to_jsonb(x) order by x.name), '[]') from (
          select n.id, n.name, count(*)::int as people from lapsing l
          join newsletters n on n.workspace_id = ${workspaceId} and n.id = l.newsletter_id
          group by n.id, n.name order by n.name limit 200) x)) as found`);
    return row?.found ?? { people: [], newsletters: [] };
  },
});
