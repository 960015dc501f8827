import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * The only rule for who gets no mail, as SQL over the columns that the two forms below provide.
 * Null means mail may be sent. Law and providers rank before our own notes; a recipient's wish
 * ranks before a mailbox's state.
 */
const refusal = sql.raw(`case
  when person.id is null then 'contact_deleted'
  when blocked.rank is not null then (array['complained', 'unsubscribed', 'bounced', 'manual'])[blocked.rank]
  when subscription.contact_id is null or subscription.unsubscribed_at is not null then 'unsubscribed'
  when subscription.confirmed_at is null then 'unconfirmed'
  when consent.granted_at is null then case
    when consent.withdrawn_at >= consent.any_at then 'consent_withdrawn'
    when consent.any_at is not null then 'consent_casl'
    when consent.lapsed then 'consent_expired'
    else 'no_consent' end
  when consent.withdrawn_at >= consent.granted_at then 'consent_withdrawn'
end`);

const rank = sql.raw(
  "min(case s.reason when 'complained' then 1 when 'unsubscribed' then 2 when 'bounced' then 3 else 4 end)",
);
const granted = sql.raw(
  "max(k.occurred_at) filter (where k.kind = 'grant' and (k.expires_at is null or k.expires_at > now()))",
);
// Canada requires express consent, or implied consent where the workspace allows it (CASL
// s.6(1)(a), s.10); legitimate interest never suffices.
const grantedByCasl =
  sql.raw(`max(k.occurred_at) filter (where k.kind = 'grant' and (k.expires_at is null or k.expires_at > now())
  and (k.basis = 'express' or k.basis in ('implied_purchase', 'implied_inquiry')
    and (select w.canadian_consent = 'implied' from workspaces w where w.id = (select app_workspace_id()))))`);
const inCanada = sql.raw("person.country = 'CA'");
const withdrawn = sql.raw("max(k.occurred_at) filter (where k.kind = 'withdrawal')");
const lapsed = sql.raw("coalesce(bool_or(k.kind = 'grant' and k.expires_at <= now()), false)");

/**
 * Returns all contacts who ever subscribed to a newsletter, with columns contact_id, email,
 * email_hash and refusal. Sets are joined whole, because an audience is read whole.
 */
export function audienceOf(workspaceId: string, newsletterId: string): SQL {
  const about = sql`k.workspace_id = ${workspaceId} and (k.newsletter_id is null or k.newsletter_id = ${newsletterId})`;
  return sql`
    with blocked as (
      select s.email_hash, ${rank} as rank from suppressions s
      where s.workspace_id = ${workspaceId} and s.lifted_at is null and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
      group by s.email_hash
    ), own as (
      select k.contact_id, ${granted} as any_at, ${grantedByCasl} as casl_at, ${withdrawn} as withdrawn_at, ${lapsed} as lapsed from consents k
      where ${about} and k.contact_id is not null group by k.contact_id
    ), attested as (
      select k.import_id, ${granted} as any_at, ${grantedByCasl} as casl_at, ${lapsed} as lapsed from consents k
      where ${about} and k.contact_id is null group by k.import_id
    )
    select person.id as contact_id, person.email, person.email_hash, ${refusal} as refusal
    from subscriptions subscription
    join contacts person on person.workspace_id = subscription.workspace_id and person.id = subscription.contact_id
    left join blocked on blocked.email_hash = person.email_hash
    left join own on own.contact_id = person.id
    left join attested a on a.import_id = subscription.import_id
    left join attested b on b.import_id = person.import_id
    cross join lateral (select greatest(own.any_at, a.any_at, b.any_at) as any_at, case when ${inCanada}
        then greatest(own.casl_at, a.casl_at, b.casl_at) else greatest(own.any_at, a.any_at, b.any_at) end as granted_at, own.withdrawn_at,
      coalesce(own.lapsed, false) or coalesce(a.lapsed, false) or coalesce(b.lapsed, false) as lapsed) consent
    where subscription.workspace_id = ${workspaceId} and subscription.newsletter_id = ${newsletterId}`;
}

/**
 * Runs a statement over an audience. After an import the planner assumes one new row and would scan
 * every set once per contact. That takes minutes where hash joins take a moment.
 */
export async function overAudience<R>(tx: Transaction, run: () => Promise<R>): Promise<R> {
  await tx.execute(sql`set local enable_nestloop = off`);
  const result = await run();
  await tx.execute(sql`set local enable_nestloop = on`);
  return result;
}

/**
 * Returns the same rule for a few contacts just before sending. `due` names a set with contact_id
 * and email_hash; the columns are contact_id, first_name, last_name and refusal. Looks contacts up
 * one by one, because a claim takes a handful of a million.
 */
export function refusalsOf(due: SQL, workspaceId: SQL, newsletterId: SQL): SQL {
  return sql`
    select due.contact_id, person.first_name, person.last_name, ${refusal} as refusal
    from ${due} due
    left join contacts person on person.workspace_id = ${workspaceId} and person.id = due.contact_id
    left join subscriptions subscription
      on subscription.workspace_id = ${workspaceId} and subscription.newsletter_id = ${newsletterId}
        and subscription.contact_id = due.contact_id
    left join lateral (
      select ${rank} as rank from suppressions s
      where s.workspace_id = ${workspaceId} and s.email_hash in (due.email_hash, person.email_hash) and s.lifted_at is null
        and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
    ) blocked on true
    left join lateral (
      select ${granted} as any_at, case when ${inCanada} then ${grantedByCasl} else ${granted} end as granted_at, ${withdrawn} as withdrawn_at, ${lapsed} as lapsed from (
        select o.occurred_at, o.kind, o.basis, o.expires_at from consents o
        where o.workspace_id = ${workspaceId} and o.contact_id = due.contact_id
          and (o.newsletter_id is null or o.newsletter_id = ${newsletterId})
        union all
        select i.occurred_at, i.kind, i.basis, i.expires_at from consents i
        where i.contact_id is null and i.import_id in (subscription.import_id, person.import_id)
          and i.workspace_id = ${workspaceId} and (i.newsletter_id is null or i.newsletter_id = ${newsletterId})
      ) k
    ) consent on true`;
}
