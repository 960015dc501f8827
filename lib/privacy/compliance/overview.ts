import { sql } from "drizzle-orm";
import { z } from "zod";
import { consentsOfPeople, holdingGrant, lapsingPeople, leftOrWaits } from "#lib/audience/holding-grants.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most rows of a kind to count; beyond it the page says "more than". */
export const countedAtMost = 100_000;

const grounds = ["express", "implied_purchase", "implied_inquiry", "legitimate_interest"] as const;
export type Ground = (typeof grounds)[number];

export type ComplianceOverview = {
  senderName: string | null;
  postalAddress: string | null;
  canadianConsent: "express" | "implied";
  contacts: number;
  /**
   * Contacts by the strongest ground that holds now; null for more than 100,000 contacts. `none`: a ground is missing. `resting`:
   * they left, or have not confirmed yet, so they need none.
   */
  coverage: (Record<Ground, number> & { none: number; resting: number }) | null;
  inCanada: number;
  /** People whose every ground ends within 30 days. */
  ending: number;
  accounts: number;
  unsignedDomains: number;
  sent: boolean;
};

/** Returns the facts behind a workspace's duties under GDPR, CAN-SPAM and CASL. One statement over at most 100,000 contacts. */
export const complianceOverview = query({
  name: "compliance.overview",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<ComplianceOverview> {
    const rank =
      sql.raw(`case k.basis when 'express' then 1 when 'implied_purchase' then 2 when 'implied_inquiry' then 3
      when 'legitimate_interest' then 4 end`);
    const [row] = await db.execute<
      Omit<ComplianceOverview, "coverage"> & { ranks: Record<string, number> | null }
    >(sql`
      with listed as (
        select id, email_hash, country, country_written, domain, postal_code, time_zone from contacts where workspace_id = ${workspaceId} limit ${countedAtMost + 1}
      ), size as (select count(*)::int as contacts from listed),
      best as (
        select p.id, min(${rank}) as rank from listed p
        join (${consentsOfPeople(workspaceId, sql`k.kind = 'grant'`)}) k on k.person_id = p.id
        where (select contacts from size) <= ${countedAtMost} and ${holdingGrant("k", "p")} group by p.id
      ), ranked as (
        select coalesce(best.rank, case when ${leftOrWaits(workspaceId, "listed")} then -1 else 0 end) as rank from listed left join best on best.id = listed.id
        where (select contacts from size) <= ${countedAtMost}
      )
      select w.sender_name as "senderName", w.postal_address as "postalAddress", w.canadian_consent as "canadianConsent", size.contacts,
        (select jsonb_object_agg(r.rank, r.count) from (select rank, count(*)::int as count from ranked group by rank) r) as ranks,
        (select count(*)::int from (select from contacts c where c.workspace_id = ${workspaceId} and c.country = 'CA'
          limit ${countedAtMost}) c) as "inCanada",
        (select count(*)::int from (${lapsingPeople(workspaceId, countedAtMost)}) lapsing) as ending,
        (select count(*)::int from email_accounts a where a.workspace_id = ${workspaceId} and a.disconnected_at is null) as accounts,
        (select count(distinct split_part(a.from_address, '@', 2))::int from email_accounts a
          where a.workspace_id = ${workspaceId} and a.disconnected_at is null and not exists (select from sending_domains d
            where d.workspace_id = a.workspace_id and d.verified_at is not null and d.domain = split_part(a.from_address, '@', 2)))
          as "unsignedDomains",
        exists (select from campaigns where workspace_id = ${workspaceId} and send_requested_at is not null) as sent
      from workspaces w, size where w.id = ${workspaceId}`);
    if (!row) throw notFound("workspace");
    const { ranks, ...facts } = row;
    if (facts.contacts > countedAtMost) return { ...facts, coverage: null };
    const at = (number: number) => ranks?.[String(number)] ?? 0;
    return {
      ...facts,
      coverage: {
        express: at(1),
        implied_purchase: at(2),
        implied_inquiry: at(3),
        legitimate_interest: at(4),
        none: at(0),
        resting: at(-1),
      },
    };
  },
});
