import { type SQL, sql } from "drizzle-orm";
import { consentsOfPeople, endsSoon, hasGrant, holdingGrant, holdsLonger } from "./holding-grants.ts";

/**
 * Returns who gets a newsletter today on a ground that ends within 30 days, and on no other: contact_id, newsletter_id, basis
 * and ends_at, one row for each person and newsletter. A person who left or is suppressed is not among them, because there is
 * nothing of theirs to renew.
 */
export function lapsingOn(workspaceId: string, newsletterId?: string): SQL {
  const longer = sql`k.newsletter_id = g.newsletter_id and ${holdsLonger}`;
  return sql`
    select person.id as contact_id, g.newsletter_id, (array_agg(g.basis order by g.expires_at desc))[1] as basis,
      max(g.expires_at) as ends_at
    from (${consentsOfPeople(workspaceId, endsSoon)}) g
    join contacts person on person.workspace_id = ${workspaceId} and person.id = g.person_id
    join subscriptions s on s.workspace_id = ${workspaceId} and s.newsletter_id = g.newsletter_id and s.contact_id = person.id
      and s.confirmed_at is not null and s.unsubscribed_at is null
    join newsletters n on n.workspace_id = ${workspaceId} and n.id = g.newsletter_id and n.archived_at is null
    where ${newsletterId ? sql`g.newsletter_id = ${newsletterId}::uuid and` : sql``} ${holdingGrant("g", "person")}
      and not ${hasGrant(longer, workspaceId, "person")}
      and not exists (select from suppressions x where x.workspace_id = ${workspaceId} and x.email_hash = person.email_hash
        and x.lifted_at is null and (x.newsletter_id is null or x.newsletter_id = g.newsletter_id))
    group by person.id, g.newsletter_id`;
}
