import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceJob } from "#lib/core/policies.ts";

/** How long a signup waits for its confirmation before nothing of it is kept. */
const PURGE_DAYS = 30;

/**
 * Deletes signups older than 30 days with their IP addresses (GDPR Art. 5(1)(e)). The pending subscription of an unconfirmed one
 * goes too, and the contact whom nothing else is known of. Whoever waits for an answer about their data stays until they have it. What was confirmed has its proof among the consents.
 */
export const purgeConfirmations = command({
  name: "confirmation.purge",
  allow: workspaceJob,
  input: z.object({}),
  async run({ tx, actor }) {
    const { workspaceId } = actor;
    const [gone] = await tx.execute<{ signups: number; subscriptions: number; people: string[] }>(sql`
      with old as (
        delete from confirmations c
        where c.workspace_id = ${workspaceId} and c.created_at < now() - make_interval(days => ${PURGE_DAYS})
          and c.contact_id not in (select contact_id from who_stays(null))
        returning c.newsletter_id, c.contact_id, c.confirmed_at
      ), pending as (
        delete from subscriptions s
        where s.workspace_id = ${workspaceId} and s.confirmed_at is null and s.unsubscribed_at is null
          and exists (select from old o where o.newsletter_id = s.newsletter_id and o.contact_id = s.contact_id)
          and not exists (
            select from confirmations c
            where c.workspace_id = s.workspace_id and c.newsletter_id = s.newsletter_id and c.contact_id = s.contact_id
              and c.created_at >= now() - make_interval(days => ${PURGE_DAYS}))
        returning s.contact_id
      )
      select (select count(*)::int from old) as signups, (select count(*)::int from pending) as subscriptions,
        coalesce((select jsonb_agg(distinct o.contact_id) from old o where o.confirmed_at is null), '[]') as people`);
    const people = gone?.people ?? [];
    const forgotten = await tx.execute<{ id: string }>(sql`
      delete from contacts p
      where p.workspace_id = ${workspaceId} and p.source = 'form' and p.id not in (select contact_id from who_stays(null))
        and p.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(people)}::jsonb))
        and not exists (select from subscriptions s where s.workspace_id = p.workspace_id and s.contact_id = p.id)
        and not exists (select from confirmations c where c.workspace_id = p.workspace_id and c.contact_id = p.id)
        and not exists (select from consents k where k.workspace_id = p.workspace_id and k.contact_id = p.id)
        and not exists (select from deliveries d where d.workspace_id = p.workspace_id and d.contact_id = p.id)
      returning p.id`);
    const counts = {
      signups: gone?.signups ?? 0,
      subscriptions: gone?.subscriptions ?? 0,
      contacts: forgotten.length,
    };
    return { result: counts, audit: { detail: counts } };
  },
});
