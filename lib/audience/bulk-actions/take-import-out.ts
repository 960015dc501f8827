import { type SQL, sql } from "drizzle-orm";
import { isTheirs, precedence } from "#lib/audience/suppressions/precedence.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";

type By = { workspaceId: string; userId: string; mayLift: boolean };

/**
 * Removes what an ended import brought: the contacts it added and the subscriptions it began, and lifts the suppressions it made by
 * hand or for a bounce. Takes back the tags and values of own fields that it alone set. Keeps contacts mailed since (proof of what was sent), contacts known from other sources and people who
 * left meanwhile. Keeps every opt-out and complaint, every suppression that anybody else asked for, and those of erased people.
 * Returns null for an import that has not ended.
 * @throws AppError forbidden when it would lift suppressions and `mayLift` is false.
 */
export async function takeImportOut(tx: Transaction, by: By, importId: string) {
  const { workspaceId } = by;
  const [ended] = await tx.execute(sql`
    update imports set state = 'rolled_back', finished_at = now(), moved_at = now()
    where id = ${importId} and workspace_id = ${workspaceId} and state in ('finished', 'failed', 'cancelled') returning 1`);
  if (!ended) return null;

  await tx.execute(sql`select count_audience_anew(${workspaceId}, ${importId})`);
  const stay = await whoStay(tx, workspaceId);
  const subscriptions = await tx.execute(sql`
    delete from subscriptions s where s.import_id = ${importId} and s.workspace_id = ${workspaceId}
      and s.unsubscribed_at is null and s.contact_id <> all (${stay})
      and not exists (select from deliveries d
        where d.workspace_id = s.workspace_id and d.contact_id = s.contact_id)`);
  const contacts = await tx.execute(sql`
    delete from contacts c where c.import_id = ${importId} and c.workspace_id = ${workspaceId} and c.id <> all (${stay})
      and not exists (select from deliveries d where d.workspace_id = c.workspace_id and d.contact_id = c.id)
      and not exists (select from subscriptions s
        where s.workspace_id = c.workspace_id and s.contact_id = c.id)`);
  const { lifted, kept } = await liftSuppressions(tx, by, importId);
  if (lifted > 0 && !by.mayLift) throw onlyAdmins(lifted);
  const own = await takeBackOwn(tx, { workspaceId, importId, stay });
  // The stored file goes; the record of the import stays.
  await tx.execute(
    sql`delete from import_chunks where workspace_id = ${workspaceId} and import_id = ${importId}`,
  );
  return {
    contacts: countOf(contacts),
    subscriptions: countOf(subscriptions),
    suppressions: lifted,
    kept,
    ...(own.untagged > 0 && { untagged: own.untagged }),
    ...(own.emptied > 0 && { emptied: own.emptied }),
    ...(own.restored > 0 && { restored: own.restored }),
  };
}

/** People whose data stay as they are: they wait for an answer about them, or restricted them (GDPR 12(3), 18). */
async function whoStay(tx: Transaction, workspaceId: string): Promise<SQL> {
  const [found] = await tx.execute<{ ids: string }>(sql`
    select coalesce(array_agg(stay.id), '{}')::text as ids from (
      select contact_id as id from who_stays(null)
      union select id from contacts where workspace_id = ${workspaceId} and restricted_at is not null
    ) stay`);
  return sql`${found?.ids ?? "{}"}::uuid[]`;
}

/**
 * Takes the tags off that the import alone put on contacts who stay, and brings back what their fields held before it. Tags that it made
 * go with their last bearer; fields that it made stay.
 */
async function takeBackOwn(
  tx: Transaction,
  { workspaceId, importId, stay }: { workspaceId: string; importId: string; stay: SQL },
) {
  const [counted] = await tx.execute<{ untagged: number; emptied: number; restored: number }>(sql`
    with untagged as (
      delete from contact_tags where workspace_id = ${workspaceId} and import_id = ${importId}
        and contact_id <> all (${stay}) returning 1
    ), emptied as (
      delete from contact_values where workspace_id = ${workspaceId} and import_id = ${importId} and before_import is null
        and contact_id <> all (${stay}) returning 1
    ), restored as (
      update contact_values set value = before_import, before_import = null, import_id = null
      where workspace_id = ${workspaceId} and import_id = ${importId} and before_import is not null
        and contact_id <> all (${stay}) returning 1
    )
    select (select count(*)::int from untagged) as untagged, (select count(*)::int from emptied) as emptied,
      (select count(*)::int from restored) as restored`);
  await tx.execute(sql`
    delete from tags t where t.workspace_id = ${workspaceId} and t.import_id = ${importId} and not exists (
      select from contact_tags x where x.workspace_id = t.workspace_id and x.tag_id = t.id)`);
  return counted ?? { untagged: 0, emptied: 0, restored: 0 };
}

/**
 * Lifts the suppressions that are this import's alone, and counts those of it that stay. One that only other imports asked for
 * becomes the next one's, so that it ends when the last of them is rolled back.
 */
async function liftSuppressions(tx: Transaction, { workspaceId, userId }: By, importId: string) {
  await tx.execute(
    sql`delete from suppression_sources where workspace_id = ${workspaceId} and import_id = ${importId}`,
  );
  const [counted] = await tx.execute<{ lifted: number; kept: number }>(sql`
    with made as (
      select s.id, s.reason, s.source, s.email,
        exists (select from suppression_sources o
          where o.workspace_id = s.workspace_id and o.suppression_id = s.id and o.import_id is null) as by_others,
        (select min(o.import_id::text)::uuid from suppression_sources o
          where o.workspace_id = s.workspace_id and o.suppression_id = s.id) as next_import
      from suppressions s
      where s.workspace_id = ${workspaceId} and s.import_id = ${importId} and s.lifted_at is null
      for update
    ), judged as (
      select *, reason in (${sql.join(
        liftable.map((reason) => sql`${reason}`),
        sql`, `,
      )}) and source = 'import' and email is not null and not by_others and next_import is null as goes from made
    ), changed as (
      update suppressions s
      set lifted_at = case when goes then now() end, lifted_by = case when goes then ${userId}::uuid end,
        lifted_note = case when goes then 'The import that made it was rolled back.' end,
        import_id = case when goes then s.import_id when by_others then null else next_import end
      from judged where s.workspace_id = ${workspaceId} and s.id = judged.id
      returning judged.goes
    ), passed_on as (
      delete from suppression_sources o using judged
      where o.workspace_id = ${workspaceId} and o.suppression_id = judged.id and o.import_id = judged.next_import
    )
    select count(*) filter (where goes)::int as lifted, count(*) filter (where not goes)::int as kept from changed`);
  return counted ?? { lifted: 0, kept: 0 };
}

/** The reasons that an admin may lift. An opt-out and a complaint are the person's, whatever file told of them. */
const liftable = precedence.filter((reason) => !isTheirs(reason));

const onlyAdmins = (lifted: number) =>
  new AppError(
    "forbidden",
    `This import suppressed ${lifted === 1 ? "an address" : `${lifted.toLocaleString("en")} addresses`}. Only an admin may lift that: ask one to roll it back.`,
  );

const countOf = (result: unknown): number => (result as { count: number }).count;
