import { type SQL, sql } from "drizzle-orm";
import { precedence, rankOf } from "#lib/audience/suppressions/precedence.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { holdsUnder, lacksProof } from "./consent-rules.ts";
import { lawOf } from "./person-law.ts";

/** Whether a workspace blocks all that stands below some domain, so that most ask no further. */
const blocksBelow = `(select exists (select from suppression_rules r
  where r.workspace_id = (select app_workspace_id()) and r.kind = 'domain' and r.value like '*.%'))`;
const below = `${blocksBelow} and rules_above(person.domain) && (select coalesce(array_agg(r.value), '{}') from suppression_rules r
  where r.workspace_id = (select app_workspace_id()) and r.kind = 'domain' and r.value like '*.%')`;

/** Domains, or names before the @, that a workspace blocks. One set for the whole statement, because it names no person. */
const ruled = (kind: "domain" | "local_part") =>
  `select r.value from suppression_rules r where r.workspace_id = (select app_workspace_id()) and r.kind = '${kind}'`;

/**
 * Returns the condition that a message now comes too soon after `last` for a person's chosen frequency, in SQL. Days are the
 * workspace's, so that what goes out each Tuesday at nine is not too soon on the Tuesday at which it goes at five to nine.
 */
export const tooSoon = (last: string, frequency: string) => {
  const day = (moment: string) =>
    `(${moment} at time zone (select w.time_zone from workspaces w where w.id = (select app_workspace_id())))::date`;
  return `${day(last)} + case ${frequency} when 'weekly' then interval '7 days' else interval '1 month' end > ${day("now()")}`;
};

/**
 * The only rule for who gets no mail, as SQL over the columns that the two forms below provide.
 * Null means mail may be sent. Law and providers rank before our own notes; a recipient's wish
 * ranks before a mailbox's state.
 */
const refusal = sql.raw(`case
  when person.id is null then 'contact_deleted'
  when person.restricted_at is not null then 'restricted'
  when blocked.rank is not null then (array['${precedence.join("', '")}'])[blocked.rank]
  when person.domain in (${ruled("domain")}) or split_part(person.email, '@', 1) in (${ruled("local_part")})
    or ${below} then 'manual'
  when subscription.contact_id is null or subscription.unsubscribed_at is not null then 'unsubscribed'
  when subscription.confirmed_at is null then 'unconfirmed'
  when person.paused_until > now() then 'paused'
  when person.mail_frequency <> 'every' and exists (
    select from deliveries had
    where had.workspace_id = person.workspace_id and had.contact_id = person.id and had.state in ('sending', 'sent', 'unknown')
      and ${tooSoon("coalesce(had.sent_at, had.ended_at, now())", "person.mail_frequency")}) then 'frequency'
  when consent.granted_at is null then case
    when consent.withdrawn_at >= consent.any_at then 'consent_withdrawn'
    when consent.any_at is not null then case ${lawOf("person")}
      when 'canada' then 'consent_casl'
      when 'strict' then case
        when person.country_written is not null or consent.optin_at is not null then 'consent_country'
        when consent.unproved then 'consent_no_proof' else 'consent_eu' end
      else case when consent.unproved then 'consent_no_proof' else 'consent_eu' end end
    when consent.lapsed then 'consent_expired'
    else 'no_consent' end
  when consent.withdrawn_at >= consent.granted_at then 'consent_withdrawn'
end`);

const rank = sql`min(${rankOf("s.reason")})`;
// A consent counts from the day it was given, so that a file brought in today revives nothing that was withdrawn since. A
// day next to its recording counts from the recording, because a day has no hour.
/** Returns the moment a consent counts from. `k` is an alias of consents. */
export const countsFrom = (
  k: string,
) => `case when ${k}.given_on < (${k}.occurred_at at time zone 'UTC')::date - 1
      then ${k}.given_on::timestamp at time zone 'UTC' else ${k}.occurred_at end`;
const holding = (condition: string) =>
  `filter (where k.kind = 'grant' and not k.per_row and (k.expires_at is null or k.expires_at > now())${condition})`;
const newest = (condition: string) => sql.raw(`max(${countsFrom("k")}) ${holding(condition)}`);
/** Ground of the newest grant, which the footer of a message names. */
const groundOfNewest = (condition: string) =>
  sql.raw(`(array_agg(case when k.soft_opt_in then 'soft_opt_in' else k.basis end order by ${countsFrom("k")} desc)
    ${holding(condition)})[1]`);
const rules = holdsUnder("k");
/** What a set of grants comes to: the newest one at all, and the newest that is a ground under each law. */
const grantsAt = () => sql`${newest("")} as any_at, ${newest(` and ${rules.canada}`)} as casl_at,
  ${newest(` and ${rules.europe}`)} as optin_at, ${newest(` and ${rules.strict}`)} as express_at,
  ${sql.raw(`coalesce(bool_or(${lacksProof("k")}) ${holding("")}, false)`)} as unproved`;
/**
 * Returns which of four columns a person's law asks for. Express consent that is the newest grant holds everywhere, so that
 * the law of most people is never looked for.
 */
const askedFor = (
  { any, casl, optIn, express }: Record<"any" | "casl" | "optIn" | "express", SQL>,
  is: SQL,
) =>
  sql`case when ${is} then ${any} else case ${sql.raw(lawOf("person"))}
    when 'canada' then ${casl} when 'europe' then ${optIn} when 'strict' then ${express} else ${any} end end`;
const columnsOf = (alias: string) => ({
  any: sql.raw(`${alias}.any_at`),
  casl: sql.raw(`${alias}.casl_at`),
  optIn: sql.raw(`${alias}.optin_at`),
  express: sql.raw(`${alias}.express_at`),
});
const groundsOf = (alias: string) => ({
  any: sql.raw(`${alias}.any_ground`),
  casl: sql.raw(`${alias}.casl_ground`),
  optIn: sql.raw(`${alias}.optin_ground`),
  express: sql.raw(`${alias}.express_ground`),
});
// A grant holds for the newsletter it names and for no other. A withdrawal that names none holds for all.
const concerns = (row: string, newsletterId: SQL) =>
  sql`(${sql.raw(row)}.newsletter_id = ${newsletterId} or ${sql.raw(row)}.newsletter_id is null and ${sql.raw(row)}.kind = 'withdrawal')`;
/** Condition that the newest of a set's grants is express consent that can be shown. */
const newestIsExpress = (alias: string) => sql.raw(`${alias}.express_at = ${alias}.any_at`);
const withdrawn = sql.raw("max(k.occurred_at) filter (where k.kind = 'withdrawal')");
const lapsed = sql.raw(
  "coalesce(bool_or(k.kind = 'grant' and not k.per_row and k.expires_at <= now()), false)",
);

// A person's own grants, and those of the files that brought their subscription and them.
const ofThree = (column: string) => sql.raw(`greatest(own.${column}, a.${column}, b.${column})`);

/**
 * Returns all contacts who ever subscribed to a newsletter, with columns contact_id, email,
 * email_hash and refusal. Sets are joined whole, because an audience is read whole.
 */
export function audienceOf(workspaceId: string, newsletterId: string): SQL {
  const about = sql`k.workspace_id = ${workspaceId} and ${concerns("k", sql`${newsletterId}`)}`;
  return sql`
    with blocked as (
      select s.email_hash, ${rank} as rank from suppressions s
      where s.workspace_id = ${workspaceId} and s.lifted_at is null and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
      group by s.email_hash
    ), own as (
      select k.contact_id, ${grantsAt()}, ${withdrawn} as withdrawn_at, ${lapsed} as lapsed from consents k
      where ${about} and k.contact_id is not null group by k.contact_id
    ), attested as (
      select k.import_id, ${grantsAt()}, ${lapsed} as lapsed from consents k
      where ${about} and k.contact_id is null group by k.import_id
    )
    select person.id as contact_id, person.email, person.email_hash, ${refusal} as refusal
    from subscriptions subscription
    join contacts person on person.workspace_id = subscription.workspace_id and person.id = subscription.contact_id
    left join blocked on blocked.email_hash = person.email_hash
    left join own on own.contact_id = person.id
    left join attested a on a.import_id = subscription.import_id
    left join attested b on b.import_id = person.import_id
    cross join lateral (select ${ofThree("any_at")} as any_at, ${ofThree("casl_at")} as casl_at, ${ofThree("optin_at")} as optin_at,
      ${ofThree("express_at")} as express_at, own.withdrawn_at,
      coalesce(own.unproved, false) or coalesce(a.unproved, false) or coalesce(b.unproved, false) as unproved,
      coalesce(own.lapsed, false) or coalesce(a.lapsed, false) or coalesce(b.lapsed, false) as lapsed) found
    cross join lateral (select found.*, ${askedFor(columnsOf("found"), newestIsExpress("found"))} as granted_at) consent
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
 * and email_hash; the columns are contact_id, first_name, last_name, mail_frequency, ground and refusal. Looks contacts up
 * one by one, because a claim takes a handful of a million. Each look-up stands alone (`offset 0`) and
 * asks for its index's order, so that no plan reads a set whose statistics are still missing.
 */
export function refusalsOf(due: SQL, workspaceId: SQL, newsletterId: SQL): SQL {
  return sql`
    select due.contact_id, person.first_name, person.last_name, person.mail_frequency, consent.ground, ${refusal} as refusal
    from ${due} due
    left join lateral (
      select * from contacts p where p.workspace_id = ${workspaceId} and p.id = due.contact_id order by p.id offset 0
    ) person on true
    left join lateral (
      select * from subscriptions s
      where s.workspace_id = ${workspaceId} and s.newsletter_id = ${newsletterId} and s.contact_id = due.contact_id
      order by s.contact_id offset 0
    ) subscription on true
    left join lateral (
      select ${rank} as rank from (values (due.email_hash), (person.email_hash)) known(hash) cross join lateral (
        select x.reason, x.newsletter_id from suppressions x
        where x.workspace_id = ${workspaceId} and x.email_hash between known.hash and known.hash and x.lifted_at is null
        order by x.email_hash offset 0
      ) s
      where s.newsletter_id is null or s.newsletter_id = ${newsletterId}
    ) blocked on true
    left join lateral (
      select found.*, ${askedFor(columnsOf("found"), newestIsExpress("found"))} as granted_at,
        ${askedFor(groundsOf("found"), newestIsExpress("found"))} as ground
      from (select ${grantsAt()}, ${groundOfNewest("")} as any_ground, ${groundOfNewest(` and ${rules.canada}`)} as casl_ground,
        ${groundOfNewest(` and ${rules.europe}`)} as optin_ground, ${groundOfNewest(` and ${rules.strict}`)} as express_ground,
        ${withdrawn} as withdrawn_at, ${lapsed} as lapsed from (
        select o.occurred_at, o.kind, o.basis, o.given_on, o.per_row, o.soft_opt_in, o.expires_at, o.wording from (
          select * from consents own
          where own.workspace_id = ${workspaceId} and own.contact_id = due.contact_id order by own.occurred_at desc offset 0
        ) o
        where ${concerns("o", newsletterId)}
        union all
        select i.occurred_at, i.kind, i.basis, i.given_on, i.per_row, i.soft_opt_in, i.expires_at, i.wording from consents i
        where i.contact_id is null and i.import_id in (subscription.import_id, person.import_id)
          and i.workspace_id = ${workspaceId} and ${concerns("i", newsletterId)}
      ) k) found
    ) consent on true`;
}
