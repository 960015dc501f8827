import { sql } from "drizzle-orm";
import { z } from "zod";
import { grounds } from "#db/schema/consents.ts";
import { consentsOfPeople, holdingGrant, leftOrWaits } from "#lib/audience/holding-grants.ts";
import { lapsingOn } from "#lib/audience/lapsing.ts";
import { type Law, lawOf } from "#lib/audience/person-law.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most rows of a kind to count; beyond it the page says "more than". */
export const countedAtMost = 100_000;

/** Grounds from the strongest to the weakest. An own sale with its facts counts apart, because it holds in Europe. */
export const rankedGrounds = [
  "express",
  "soft_opt_in",
  ...grounds.filter((each) => each !== "express"),
] as const;
export type Ground = (typeof rankedGrounds)[number];

export type Coverage = Record<Ground, number> & { none: number; resting: number };

export type ComplianceOverview = {
  senderName: string | null;
  postalAddress: string | null;
  canadianConsent: "express" | "implied";
  audience: "worldwide" | "canada" | "europe" | "elsewhere";
  contacts: number;
  /**
   * Contacts by the strongest ground that holds now; null for more than 100,000 contacts. `none`: a ground is missing. `resting`:
   * they left, or have not confirmed yet, so they need none.
   */
  coverage: Coverage | null;
  /** Active subscriptions of each newsletter by the same; null for more than 100,000 contacts. */
  byNewsletter: { id: string; name: string; coverage: Coverage }[] | null;
  /** Contacts by the law that their consent is judged by; null for more than 100,000 contacts. */
  laws: Record<Law, number> | null;
  /** Contacts without a country whose law is told by address, postal code or time zone alone, or by nothing. */
  withoutCountry: number;
  inCanada: number;
  /** People with a newsletter whose every ground for it ends within 30 days. */
  ending: number;
  /** Implied consents of people in Canada without the day they count from; null, like the next three, for more than 100,000. */
  undated: number | null;
  /** Consents without a word about how they were given. */
  unproved: number | null;
  /** Legitimate interests on record, and those of newsletters for which no assessment is written. */
  interests: number | null;
  unassessed: number | null;
  /** Newsletters with an open form, and those of them without confirmation or privacy notice. */
  openForms: number;
  unconfirmedForms: number;
  unnoticedForms: number;
  accounts: number;
  unsignedDomains: number;
  sent: boolean;
  /** People who left within 30 days. */
  left: number;
  /** Requests of people about their data that wait for an answer, those past their day, and the nearest day. */
  openRequests: number;
  overdueRequests: number;
  nextRequestDue: string | null;
  /** People whose data are restricted. */
  restricted: number;
};

type Row = Omit<ComplianceOverview, "coverage" | "byNewsletter" | "laws"> & {
  ranks: Record<string, number> | null;
  ranksOf: { id: string; name: string; ranks: Record<string, number> }[];
  lawCounts: Partial<Record<Law, number>> | null;
};

const rankOf =
  sql.raw(`case when k.soft_opt_in then ${rankedGrounds.indexOf("soft_opt_in") + 1} else case k.basis
  ${rankedGrounds.map((ground, at) => `when '${ground}' then ${at + 1}`).join(" ")} end end`);

/** Returns the facts behind a workspace's duties under GDPR, CAN-SPAM and CASL. One statement over at most 100,000 contacts. */
export const complianceOverview = query({
  name: "compliance.overview",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<ComplianceOverview> {
    const few = sql`(select contacts from size) <= ${countedAtMost}`;
    const counted = (what: ReturnType<typeof sql>) =>
      sql`(select count(*)::int from (select from ${what} limit ${countedAtMost}) few)`;
    const openForms = sql`newsletters n where n.workspace_id = ${workspaceId} and n.archived_at is null and n.visibility <> 'closed'
      and exists (select from confirmations c where c.workspace_id = n.workspace_id and c.newsletter_id = n.id
        union all select from consents k where k.workspace_id = n.workspace_id and k.newsletter_id = n.id and k.source = 'form')`;
    const [row] = await db.execute<Row>(sql`
      with listed as (
        select id, email_hash, country, country_written, domain, postal_code, time_zone from contacts where workspace_id = ${workspaceId}
        limit ${countedAtMost + 1}
      ), size as (select count(*)::int as contacts from listed),
      grants as materialized (
        select p.id, k.newsletter_id, min(${rankOf}) as rank from listed p
        join (${consentsOfPeople(workspaceId, sql`k.kind = 'grant'`)}) k on k.person_id = p.id
        where ${few} and ${holdingGrant("k", "p")} group by p.id, k.newsletter_id
      ), ranked as (
        select coalesce(best.rank, case when ${leftOrWaits(workspaceId, "listed")} then -1 else 0 end) as rank from listed
        left join (select id, min(rank) as rank from grants group by id) best on best.id = listed.id where ${few}
      ), subscribed as (
        select s.newsletter_id, coalesce(g.rank, 0) as rank, count(*)::int as count from subscriptions s
        left join grants g on g.id = s.contact_id and g.newsletter_id = s.newsletter_id
        where s.workspace_id = ${workspaceId} and s.confirmed_at is not null and s.unsubscribed_at is null and ${few}
        group by 1, 2
      )
      select w.sender_name as "senderName", w.postal_address as "postalAddress", w.canadian_consent as "canadianConsent", w.audience,
        size.contacts,
        (select jsonb_object_agg(r.rank, r.count) from (select rank, count(*)::int as count from ranked group by rank) r) as ranks,
        (select coalesce(jsonb_agg(to_jsonb(x) order by x.name), '[]') from (
          select n.id, n.name, jsonb_object_agg(s.rank, s.count) as ranks from subscribed s
          join newsletters n on n.workspace_id = ${workspaceId} and n.id = s.newsletter_id and n.archived_at is null
          group by n.id, n.name order by sum(s.count) desc limit 8) x) as "ranksOf",
        (select jsonb_object_agg(l.law, l.count) from (
          select ${sql.raw(lawOf("p"))} as law, count(*)::int as count from listed p where ${few} group by 1) l) as "lawCounts",
        ${counted(sql`contacts c where c.workspace_id = ${workspaceId} and c.country is null`)} as "withoutCountry",
        ${counted(sql`contacts c where c.workspace_id = ${workspaceId} and c.country = 'CA'`)} as "inCanada",
        (select count(distinct l.contact_id)::int from (${lapsingOn(workspaceId)}) l) as ending,
        ${counted(sql`consents k join contacts c on c.workspace_id = k.workspace_id and c.id = k.contact_id and c.country = 'CA'
          where ${few} and k.workspace_id = ${workspaceId} and k.kind = 'grant' and k.basis like 'implied%' and k.given_on is null and not k.per_row`)} as undated,
        ${counted(sql`consents k where ${few} and k.workspace_id = ${workspaceId} and k.kind = 'grant' and btrim(k.wording) = ''`)} as unproved,
        ${counted(sql`consents k where ${few} and k.workspace_id = ${workspaceId} and k.kind = 'grant' and k.basis = 'legitimate_interest'`)} as interests,
        ${counted(sql`consents k where ${few} and k.workspace_id = ${workspaceId} and k.kind = 'grant' and k.basis = 'legitimate_interest'
          and not exists (select from interest_assessments a where a.workspace_id = k.workspace_id
            and (a.newsletter_id is null or a.newsletter_id = k.newsletter_id))`)} as unassessed,
        (select count(*)::int from ${openForms}) as "openForms",
        (select count(*)::int from ${openForms} and not n.confirmation_required) as "unconfirmedForms",
        (select count(*)::int from ${openForms} and n.privacy_url is null) as "unnoticedForms",
        (select count(*)::int from email_accounts a where a.workspace_id = ${workspaceId} and a.disconnected_at is null) as accounts,
        (select count(distinct split_part(a.from_address, '@', 2))::int from email_accounts a
          where a.workspace_id = ${workspaceId} and a.disconnected_at is null and not exists (select from sending_domains d
            where d.workspace_id = a.workspace_id and d.verified_at is not null and d.domain = split_part(a.from_address, '@', 2)))
          as "unsignedDomains",
        q.open as "openRequests", q.overdue as "overdueRequests", q.next as "nextRequestDue",
        (select count(*)::int from contacts c where c.workspace_id = ${workspaceId} and c.restricted_at is not null) as restricted,
        exists (select from campaigns where workspace_id = ${workspaceId} and send_requested_at is not null) as sent,
        ${counted(sql`suppressions s where s.workspace_id = ${workspaceId} and s.reason = 'unsubscribed'
          and s.created_at > now() - interval '30 days'`)} as left
      from workspaces w cross join size cross join lateral (
        select count(*)::int as open, (count(*) filter (where r.due_on < (now() at time zone w.time_zone)::date))::int as overdue,
          min(r.due_on)::text as next
        from subject_requests r where r.workspace_id = w.id and r.identified_at is not null and r.closed_at is null
      ) q where w.id = ${workspaceId}`);
    if (!row) throw notFound("workspace");
    const { ranks, ranksOf, lawCounts, ...facts } = row;
    if (facts.contacts > countedAtMost) return { ...facts, ...uncounted };
    return {
      ...facts,
      coverage: coverageOf(ranks),
      byNewsletter: ranksOf.map(({ id, name, ranks }) => ({ id, name, coverage: coverageOf(ranks) })),
      laws: { canada: 0, europe: 0, elsewhere: 0, strict: 0, ...lawCounts },
    };
  },
});

const uncounted = {
  coverage: null,
  byNewsletter: null,
  laws: null,
  undated: null,
  unproved: null,
  interests: null,
  unassessed: null,
};

function coverageOf(ranks: Record<string, number> | null): Coverage {
  const at = (rank: number) => ranks?.[String(rank)] ?? 0;
  const entries = rankedGrounds.map((ground, index) => [ground, at(index + 1)] as const);
  return { ...(Object.fromEntries(entries) as Record<Ground, number>), none: at(0), resting: at(-1) };
}
