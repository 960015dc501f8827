import { type SQL, sql } from "drizzle-orm";
import { holdsUnder } from "./consent-rules.ts";
import { countsFrom } from "./eligibility.ts";
import { lawOf } from "./person-law.ts";

/**
 * Returns the condition that a consent is a ground to write to a person today, for lists and numbers of all newsletters.
 * The rule of sending asks the same of the one newsletter it sends. `k` and `person` are aliases of consents and contacts.
 */
export function holdingGrant(k: string, person: string): SQL {
  const rules = holdsUnder(k);
  return sql.raw(`${k}.kind = 'grant' and not ${k}.per_row and (${k}.expires_at is null or ${k}.expires_at > now())
    and (${rules.strict} or case ${lawOf(person)} when 'canada' then ${rules.canada} when 'europe' then ${rules.europe}
      when 'strict' then false else true end)
    and not exists (select from consents w where w.workspace_id = ${k}.workspace_id and w.contact_id = ${person}.id
      and w.kind = 'withdrawal' and (w.newsletter_id is null or w.newsletter_id = ${k}.newsletter_id)
      and w.occurred_at >= ${countsFrom(k)})`);
}

/** Returns the condition that a person has a holding grant, their own or one of a file that brought them. */
export function hasGrant(which: SQL, workspaceId: string, person: string): SQL {
  const row = sql.raw(person);
  const holds = sql`k.workspace_id = ${workspaceId} and ${holdingGrant("k", person)} and ${which}`;
  // One question each, so that each reads its own index.
  return sql`(exists (select from consents k where k.contact_id = ${row}.id and ${holds})
    or exists (select from consents k where k.import_id = ${row}.import_id and k.contact_id is null and ${holds})
    or exists (select from subscriptions s join consents k on k.import_id = s.import_id
      where s.workspace_id = ${workspaceId} and s.contact_id = ${row}.id and k.contact_id is null and ${holds}))`;
}

/**
 * Returns the condition that a person without a ground needs none: they left, or have not confirmed yet, so no newsletter goes
 * to them. `person` is an alias of contacts.
 */
export function leftOrWaits(workspaceId: string, person: string): SQL {
  const row = sql.raw(person);
  return sql`(exists (select from suppressions s where s.workspace_id = ${workspaceId} and s.email_hash = ${row}.email_hash
      and s.lifted_at is null and s.newsletter_id is null and s.reason in ('unsubscribed', 'complained'))
    or exists (select from subscriptions s where s.workspace_id = ${workspaceId} and s.contact_id = ${row}.id)
      and not exists (select from subscriptions s where s.workspace_id = ${workspaceId} and s.contact_id = ${row}.id
        and s.confirmed_at is not null and s.unsubscribed_at is null))`;
}

/** Returns consents with the people they are about in `person_id`: a file's consent is about each it brought. */
export function consentsOfPeople(workspaceId: string, which: SQL): SQL {
  const columns = sql.raw(
    "k.workspace_id, k.newsletter_id, k.kind, k.basis, k.per_row, k.soft_opt_in, k.given_on, k.occurred_at, k.expires_at, k.wording",
  );
  return sql`select ${columns}, k.contact_id as person_id from consents k
      where k.workspace_id = ${workspaceId} and k.contact_id is not null and ${which}
    union all
    select ${columns}, brought.id from consents k
      join contacts brought on brought.workspace_id = k.workspace_id and brought.import_id = k.import_id
      where k.workspace_id = ${workspaceId} and k.contact_id is null and ${which}
    union all
    select ${columns}, s.contact_id from consents k
      join subscriptions s on s.workspace_id = k.workspace_id and s.import_id = k.import_id
      where k.workspace_id = ${workspaceId} and k.contact_id is null and ${which}`;
}

/** A grant that ends within 30 days, and one that does not. Each reads the alias k. */
export const endsSoon = sql`k.expires_at > now() and k.expires_at < now() + interval '30 days'`;
export const holdsLonger = sql`(k.expires_at is null or k.expires_at >= now() + interval '30 days')`;
