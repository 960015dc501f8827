import { sql } from "drizzle-orm";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { consentGiven } from "#lib/audience/contacts/consent-given.ts";
import { grantOf } from "#lib/audience/contacts/record-grant.ts";
import { softOptInOf } from "#lib/audience/contacts/soft-opt-in.ts";
import { assessmentInForce } from "#lib/audience/interest-assessments/in-force.ts";
import { lawOf } from "#lib/audience/person-law.ts";
import { rankOf } from "#lib/audience/suppressions/precedence.ts";
import { waitsForAWord } from "#lib/audience/waits-for-a-word.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { asSet, type BatchContext, type Outcome, type Outcomes, Unfit } from "../outcomes.ts";

const stored = z.object({ newsletterId: z.uuid(), ...consentGiven });

/** Puts a batch of contacts on a newsletter, each with a grant of its own in the ledger. */
export async function subscribeBatch({
  tx,
  actor,
  userId,
  input,
  contactIds,
}: BatchContext): Promise<Outcomes> {
  const { workspaceId } = actor;
  const { newsletterId, ...given } = stored.parse(input);
  const [open] = await tx.execute(sql`select 1 from newsletters
    where workspace_id = ${workspaceId} and id = ${newsletterId} and archived_at is null for share`);
  if (!open) throw new Unfit("The newsletter was archived meanwhile. It stopped.");
  await waitForTheirOwnWishes(tx, workspaceId, contactIds);
  const bare = given.basis === "legitimate_interest" && !softOptInOf(given);

  const rows = await tx.execute<{ id: string; outcome: Outcome }>(sql`
    with judged as materialized (
      select i.id, case
        when person.id is null then 'gone'
        when person.restricted_at is not null then 'restricted'
        when block.rank = 1 then 'complained'
        when block.rank = 2 or entry.unsubscribed_at is not null then 'left'
        when block.rank is not null then 'suppressed'
        when entry.contact_id is not null and (entry.confirmed_at is not null or not entry.by_program) then 'same'
        when ${bare} and ${sql.raw(lawOf("person"))} in ('europe', 'strict') then 'no_ground'
        else 'changed' end as outcome
      from ${asSet(contactIds)} i
      left join contacts person on person.workspace_id = ${workspaceId} and person.id = i.id
      left join subscriptions entry
        on entry.workspace_id = ${workspaceId} and entry.newsletter_id = ${newsletterId} and entry.contact_id = i.id
      left join lateral (
        select min(${rankOf("s.reason")}) as rank from suppressions s
        where s.workspace_id = ${workspaceId} and s.email_hash = person.email_hash and s.lifted_at is null
          and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
      ) block on true
    ), added as (
      insert into subscriptions (workspace_id, newsletter_id, contact_id, confirmed_at)
      select ${workspaceId}, ${newsletterId}, id, now() from judged where outcome = 'changed'
      on conflict (workspace_id, newsletter_id, contact_id) do update set confirmed_at = now(), by_program = false where ${waitsForAWord}
      returning contact_id
    )
    select id, case when outcome = 'changed' and id not in (select contact_id from added) then 'same' else outcome end as outcome
    from judged`);
  const added = rows.filter(({ outcome }) => outcome === "changed");
  const by = { workspaceId, userId, ip: null, userAgent: null };
  if (added.length === 0) return [...rows];
  const assessment = await assessmentInForce(tx, actor, { ...given, newsletterId });
  await tx
    .insert(consents)
    .values(added.map(({ id }) => grantOf(by, { contactId: id, newsletterId, ...given }, assessment)));
  return [...rows];
}

/** Takes the locks that people's own unsubscribing takes, in one order, so that the batch sees what they asked for. */
async function waitForTheirOwnWishes(tx: Transaction, workspaceId: string, contactIds: string[]) {
  await tx.execute(sql`
    select pg_advisory_xact_lock(l.key) from (
      select hashtextextended(encode(c.email_hash, 'hex'), 0) as key from contacts c
      join ${asSet(contactIds)} i on i.id = c.id where c.workspace_id = ${workspaceId} order by key offset 0
    ) l`);
}
