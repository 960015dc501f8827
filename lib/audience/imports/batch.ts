import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { monthsUntilEnd } from "#lib/audience/contacts/grounds.ts";
import { copyLine } from "#lib/audience/imports/reader/copy-text.ts";
import { type ContactRow, leftOutCodes, type Refusal } from "#lib/audience/imports/reader/rows.ts";
import type { StopRow } from "#lib/audience/imports/reader/standing/stop-rows.ts";
import { waitsForAWord } from "#lib/audience/waits-for-a-word.ts";
import type { AskingRole } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { askedRight } from "#lib/core/database/asked-right.ts";
import { copyInto } from "#lib/core/database/copy.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, conflict, notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { emailHasher } from "#lib/core/vault/vault.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { keyEnded } from "./begin-queue.ts";
import { bringOwn } from "./bring-own.ts";
import { refuseList } from "./refuse-list.ts";

const rows = <T>() => z.custom<T[]>((value) => Array.isArray(value));

/**
 * Writes some thousand rows of an import and its progress, all or nothing, so that a broken import
 * continues from `line`. `from` is the line the rows follow, so that of two runs of one import only
 * one continues. An address that was erased since the import was begun, or is suppressed, is neither
 * added nor subscribed, and an ended subscription is not begun again. `stopped` are the people who
 * must not be mailed: they are suppressed first.
 * @throws AppError conflict when the import was cancelled meanwhile, or another run of it is ahead; forbidden when who asked for it
 * may no longer do so.
 */
export const importBatch = command({
  name: "import.batch",
  allow: workspaceJob,
  input: z.object({
    importId: z.uuid(),
    accepted: rows<ContactRow>(),
    stopped: rows<StopRow>().default([]),
    refused: rows<Refusal>(),
    from: z.int(),
    line: z.int(),
    bytesRead: z.int(),
  }),
  async run({ tx, actor, vault }, { importId, accepted, stopped, refused, from, line, bytesRead }) {
    const { workspaceId } = actor;
    const ended = await endedProgram(tx, workspaceId, importId);
    const [running] = await tx.execute<{
      newsletter_id: string;
      purpose: string;
      lines_read: number;
      state: string;
      dated: boolean | null;
      replaces: boolean;
      asked_by: string;
      asked_role: AskingRole;
      program_id: string | null;
      asked_at: Date | string;
      may_list: boolean;
    }>(sql`
      select newsletter_id, purpose, lines_read, state, replaces,
        mapping ? 'consentedAt' or basis = 'express' and mapping ? 'confirmedAt' as dated,
        program_id, coalesce(list_from <= now(), false) as may_list,
        coalesce(asked_by, created_by) as asked_by, asked_role, coalesce(asked_at, started_at, created_at) as asked_at
      from imports where id = ${importId} and workspace_id = ${workspaceId} for update`);
    if (!running) throw notFound("import");
    if (running.state !== "running") throw conflict("This import was stopped.");
    if (running.lines_read !== from) throw conflict("Another run of this import wrote these rows.");
    const withdrawn = ended ?? (await whyNot(tx, workspaceId, running));
    if (withdrawn) throw new AppError("forbidden", `${withdrawn} It stopped.`);

    const key = await vault.suppressionKey(workspaceId);
    await tx.execute(sql`select import_tables()`);
    const by = running.program_id ?? running.asked_by;
    await refuseList(tx, { workspaceId, importId, by, mayList: running.may_list }, stopped);
    const { made, unknown } = await suppress(tx, workspaceId, importId, stopped, key);
    const lists = running.purpose === "suppress";
    if (lists && accepted.length > 0) throw conflict("A list of people to suppress brings nobody in.");
    const { erased, suppressed, added, subscribed, leftBefore, ...own } = lists
      ? {
          erased: 0,
          suppressed: 0,
          added: 0,
          subscribed: 0,
          leftBefore: 0,
          tagged: 0,
          filled: 0,
          valuesLeft: 0,
        }
      : await bringIn(tx, actor, { ...running, id: importId, dated: running.dated ?? false }, accepted, key);
    await keepRefusals(tx, workspaceId, importId, refused, key);
    await forgetErased(tx, workspaceId, importId);

    const lapsed = refused.filter(({ reasonCode }) => reasonCode === "consent_lapsed").length;
    const leftOut = refused.filter(({ reasonCode }) => isLeftOut(reasonCode)).length;
    const detail = {
      from,
      to: line,
      added,
      known: accepted.length - erased - suppressed - added,
      leftBefore,
      suppressed: suppressed + (stopped.length - made - unknown),
      stopped: made,
      subscribed,
      leftOut,
      lapsed,
      erased,
      ...own,
      refused: refused.length - lapsed - leftOut + unknown,
    };
    await tx.execute(sql`update imports set lines_read = ${line}, bytes_read = ${bytesRead}, added = added + ${added},
      known = known + ${detail.known}, left_before = left_before + ${leftBefore}, suppressed = suppressed + ${detail.suppressed},
      subscribed = subscribed + ${subscribed}, stopped = stopped + ${made}, left_out = left_out + ${leftOut}, lapsed = lapsed + ${lapsed},
      erased = erased + ${erased}, refused = refused + ${detail.refused}, tagged = tagged + ${own.tagged}, filled = filled + ${own.filled},
      values_left = values_left + ${own.valuesLeft}, moved_at = now()
      where id = ${importId} and workspace_id = ${workspaceId}`);
    return { result: detail, audit: { target: importId, detail } };
  },
});

type Asked = {
  asked_by: string;
  asked_role: AskingRole;
  asked_at: Date | string;
  program_id: string | null;
};

/** Returns why a program's import may not go on; null while its key works, and for a member's. The key's line comes before the import's row. */
async function endedProgram(tx: Transaction, workspaceId: string, importId: string): Promise<string | null> {
  const [program] = await tx.execute<{ works: boolean }>(sql`
    select asked_key_works(workspace_id, program_id) as works from imports
    where id = ${importId} and workspace_id = ${workspaceId} and program_id is not null`);
  return program && !program.works ? keyEnded : null;
}

/** Returns why a member's import may not go on; null while it may. */
async function whyNot(tx: Transaction, workspaceId: string, asked: Asked): Promise<string | null> {
  if (asked.program_id) return null;
  const { asked_by: userId, asked_at: at, asked_role: role } = asked;
  const withdrawn = await askedRight(tx, { workspaceId, userId, at: new Date(at), role });
  return withdrawn && `The person who asked for this ${withdrawn}.`;
}

const isLeftOut = (code: string): boolean => (leftOutCodes as readonly string[]).includes(code);

type Running = { id: string; newsletter_id: string; dated: boolean; replaces: boolean };

async function bringIn(
  tx: Transaction,
  actor: { kind: string; job: string; workspaceId: string },
  { id: importId, newsletter_id: newsletterId, dated, replaces }: Running,
  accepted: ContactRow[],
  key: Buffer,
) {
  const { workspaceId } = actor;
  if (accepted.length > 0) await copyInto(tx, "import_rows", lines(accepted, key));
  const erased = await takeErased(tx, workspaceId, importId);
  const suppressed = await takeSuppressed(tx, workspaceId, importId, newsletterId);
  await takeRestricted(tx, workspaceId, importId);
  const counts = await addContacts(tx, workspaceId, importId, newsletterId);
  if (dated || accepted.some((row) => row.extra)) await addEvidence(tx, actor, importId, newsletterId, dated);
  const own = await bringOwn(tx, { workspaceId, importId, replaces }, accepted);
  return { erased, suppressed, ...counts, ...own };
}

async function* lines(accepted: ContactRow[], key: Buffer) {
  const hash = emailHasher(key);
  let text = "";
  for (const row of accepted) {
    const evidence = row.extra ? JSON.stringify(row.extra) : null;
    text += copyLine([
      row.line,
      uuidv7(),
      row.email,
      `\\x${hash(row.email)}`,
      row.firstName ?? row.name,
      row.lastName,
      row.country,
      row.countryWritten,
      row.postalCode,
      row.timeZone,
      row.givenOn,
      evidence,
    ]);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}

/** Keyed hashes of addresses that were erased since an import was begun. */
const erasedSince = (workspaceId: string, importId: string) => sql`
  (select e.email_hash from erased_addresses e join imports i on i.workspace_id = e.workspace_id and e.erased_at > i.created_at
    where i.workspace_id = ${workspaceId} and i.id = ${importId})`;

/** Takes the people out who were erased since the import was begun. Their addresses are not kept again. */
async function takeErased(tx: Transaction, workspaceId: string, importId: string) {
  const taken = await tx.execute(sql`
    with taken as (
      delete from import_rows r using ${erasedSince(workspaceId, importId)} e where e.email_hash = r.email_hash returning r.line
    )
    insert into import_refusals (import_id, line, workspace_id, reason, message, value)
    select distinct on (line) ${importId}::uuid, line, ${workspaceId}::uuid, 'erased',
      'This person was erased after the file was chosen. The import does not bring them back.', '[erased]'
    from taken on conflict do nothing returning 1`);
  return taken.length;
}

/** Takes addresses that were erased since the import was begun out of what it wrote of other rows. */
async function forgetErased(tx: Transaction, workspaceId: string, importId: string) {
  const erased = erasedSince(workspaceId, importId);
  await tx.execute(sql`
    update suppressions s set email = null from import_stops r join ${erased} e on e.email_hash = r.email_hash
    where s.workspace_id = ${workspaceId} and s.email_hash = r.email_hash and s.email is not null`);
  await tx.execute(sql`
    update import_refusals f set value = '[erased]', email_hash = null,
      message = case when position('@' in f.message) > 0 then '[erased]' else f.message end
    from ${erased} e where f.workspace_id = ${workspaceId} and f.import_id = ${importId} and f.email_hash = e.email_hash`);
}

async function takeSuppressed(tx: Transaction, workspaceId: string, importId: string, newsletterId: string) {
  const taken = await tx.execute(sql`
    with taken as (
      delete from import_rows r using suppressions s
      where s.workspace_id = ${workspaceId} and s.email_hash = r.email_hash and s.lifted_at is null
        and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
      returning r.line, r.email, r.email_hash, s.reason
    )
    insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
    select distinct on (line) ${importId}::uuid, line, ${workspaceId}::uuid, 'suppressed', case reason
        when 'unsubscribed' then 'This person unsubscribed. An import does not bring them back.'
        when 'bounced' then 'Mail to this address bounced before.'
        when 'complained' then 'This person marked your mail as spam.'
        else 'You suppressed this address.' end, email, email_hash
    from taken on conflict do nothing returning 1`);
  return taken.length;
}

/** Takes people out whose data are restricted, so that they stay as they are (GDPR 18). They count as known. */
async function takeRestricted(tx: Transaction, workspaceId: string, importId: string) {
  await tx.execute(sql`
    with taken as (
      delete from import_rows r using contacts c
      where c.workspace_id = ${workspaceId} and c.email = r.email and c.restricted_at is not null
      returning r.line, r.email, r.email_hash
    )
    insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
    select ${importId}::uuid, line, ${workspaceId}::uuid, 'known',
      'This person restricted their data. The import changed nothing of them.', email, email_hash
    from taken on conflict do nothing`);
}

/**
 * Whether the people of an import wait: a program asked for it, and its newsletter asks people to confirm, which a program does not do for
 * them. Those of a test key wait in any case, so that no mail goes to them.
 */
const restsOnProgram = (workspaceId: string, importId: string) => sql`
  select exists (select from imports i
    join newsletters n on n.workspace_id = i.workspace_id and n.id = i.newsletter_id
    join api_keys k on k.workspace_id = i.workspace_id and k.id = i.program_id
    where i.workspace_id = ${workspaceId} and i.id = ${importId} and (n.confirmation_required or k.environment = 'test')) as alone`;

async function addContacts(tx: Transaction, workspaceId: string, importId: string, newsletterId: string) {
  const added = await tx.execute(sql`
    insert into contacts (id, workspace_id, email, email_hash, first_name, last_name, country, country_written, postal_code, time_zone, source, import_id)
    select id, ${workspaceId}::uuid, email, email_hash, first_name, last_name, country, country_written, postal_code, time_zone, 'import', ${importId}::uuid from import_rows
    on conflict (workspace_id, email) do nothing`);
  const staged = await tx.execute<{ count: number }>(sql`select count(*)::int as count from import_rows`);
  const allNew = countOf(added) === staged[0]?.count;
  const ids = allNew
    ? sql`select id from import_rows`
    : sql`select c.id from import_rows r join contacts c on c.workspace_id = ${workspaceId} and c.email = r.email`;
  const subscribed = await tx.execute(sql`
    insert into subscriptions (newsletter_id, contact_id, workspace_id, import_id, confirmed_at, by_program)
    select ${newsletterId}::uuid, people.id, ${workspaceId}::uuid, ${importId}::uuid, case when not program.alone then now() end, program.alone
    from (${ids}) people cross join lateral (${restsOnProgram(workspaceId, importId)}) program
    on conflict (workspace_id, newsletter_id, contact_id) do update
      set confirmed_at = excluded.confirmed_at, by_program = false, import_id = excluded.import_id
      where not excluded.by_program and ${waitsForAWord}`);
  const [left] = allNew
    ? [{ count: 0 }]
    : await tx.execute<{ count: number }>(sql`
        with known as (
          insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
          select ${importId}::uuid, r.line, ${workspaceId}::uuid, case when s.unsubscribed_at is null then 'known' else 'left_before' end,
            case when s.unsubscribed_at is null then 'This person was a contact of yours before.'
              else 'This person left the newsletter before. An import does not put them on it again.' end, r.email, r.email_hash
          from import_rows r join contacts c on c.workspace_id = ${workspaceId} and c.email = r.email and c.id <> r.id
          left join subscriptions s on s.workspace_id = ${workspaceId} and s.newsletter_id = ${newsletterId} and s.contact_id = c.id
          on conflict do nothing returning reason
        )
        select count(*)::int as count from known where reason = 'left_before'`);
  return { added: countOf(added), subscribed: countOf(subscribed), leftBefore: left?.count ?? 0 };
}

/** How long a file's ground lasts from its day; null for one without an end. */
const lasts = sql.raw(
  `case i.basis ${Object.entries(monthsUntilEnd)
    .filter(([, months]) => months !== null)
    .map(([basis, months]) => `when '${basis}' then interval '${months} months'`)
    .join(" ")} end`,
);

/** Adds each contact's own grant from the file's dates, sources and addresses. Implied consent ends counted from its day. */
async function addEvidence(
  tx: Transaction,
  actor: { kind: string; job: string; workspaceId: string },
  importId: string,
  newsletterId: string,
  dated: boolean,
) {
  // The facts of an own sale hold for a person whose day of it is known.
  const sale = sql`(i.opt_out_offered and i.bought is not null and coalesce(r.given_on, i.given_on) is not null)`;
  await tx.execute(sql`
    insert into consents (id, workspace_id, contact_id, newsletter_id, import_id, kind, basis, source, wording, evidence, actor_kind,
      actor_id, given_on, soft_opt_in, expires_at)
    select r.id, ${actor.workspaceId}::uuid, c.id, ${newsletterId}::uuid, ${importId}::uuid, 'grant', i.basis, 'import', i.consent_source,
      coalesce(r.evidence, '{}') || case when ${sale} then jsonb_build_object('bought', i.bought, 'optOutOffered', true) else '{}' end,
      ${actor.kind}, ${actor.job}, coalesce(r.given_on, i.given_on), ${sale},
      coalesce((coalesce(r.given_on, i.given_on) + ${lasts}) at time zone 'UTC', case when ${lasts} is not null then now() end)
    from import_rows r join contacts c on c.workspace_id = ${actor.workspaceId} and c.email = r.email
    cross join imports i where i.workspace_id = ${actor.workspaceId} and i.id = ${importId} and (${dated} or r.evidence is not null)`);
}

/**
 * Suppresses the people of a file who must not be mailed, from every newsletter, and stops what is queued for them. A graver reason
 * takes the place of a lighter one. Returns how many suppressions were made or changed; the others were there before.
 */
async function suppress(
  tx: Transaction,
  workspaceId: string,
  importId: string,
  stopped: StopRow[],
  key: Buffer,
) {
  if (stopped.length === 0) return { made: 0, unknown: 0 };
  await copyInto(tx, "import_stops", stopLines(stopped, key));
  const [counted] = await tx.execute<{ made: number; unknown: number }>(sql`
    with lists as materialized (
      select distinct on (lower(n.name)) lower(n.name) as name, n.id from newsletters n
      where n.workspace_id = ${workspaceId} order by lower(n.name), n.created_at
    ), known as materialized (
      select r.*, l.id as newsletter_id from import_stops r left join lists l on l.name = r.newsletter
    ), given as materialized (
      select distinct on (email_hash, newsletter_id) * from known where newsletter is null or newsletter_id is not null
      order by email_hash, newsletter_id, ${rank(sql`reason`)} desc, line
    ), stood as materialized (
      select s.id, s.import_id from suppressions s join given g on s.email_hash = g.email_hash and s.newsletter_id is not distinct from g.newsletter_id
      where s.workspace_id = ${workspaceId} and s.lifted_at is null
    ), made as (
      insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, note, import_id, since, created_by)
      select id, ${workspaceId}::uuid, email_hash, email, newsletter_id, reason, 'import', note, ${importId}::uuid, since,
        (select i.created_by from imports i where i.workspace_id = ${workspaceId} and i.id = ${importId}) from given
      on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
      do update set reason = excluded.reason, since = excluded.since, source = excluded.source, campaign_id = null,
        import_id = excluded.import_id, created_by = excluded.created_by,
        note = left(concat_ws(' ', excluded.note, 'Suppressed before as ' || s.reason || '.', s.note), 500)
        where ${rank(sql`excluded.reason`)} > ${rank(sql`s.reason`)}
      returning s.id, s.email_hash, s.reason, s.newsletter_id
    ), others as (
      -- What stood there before outlives this import: rolled back, it lifts nothing that somebody else asked for.
      insert into suppression_sources (workspace_id, id, suppression_id, import_id)
      select ${workspaceId}::uuid, new_id(), made.id, stood.import_id from made join stood on stood.id = made.id
      where stood.import_id is distinct from ${importId}::uuid
      on conflict do nothing returning 1
    ), unknown as (
      insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
      select distinct on (line) ${importId}::uuid, line, ${workspaceId}::uuid, 'newsletter_unknown',
        'There is no newsletter called “' || newsletter || '”.', email, email_hash
      from known where newsletter is not null and newsletter_id is null
      on conflict do nothing returning 1
    ), before as (
      insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
      select distinct on (r.line) ${importId}::uuid, r.line, ${workspaceId}::uuid, 'suppressed_before',
        'This address was suppressed already.', r.email, r.email_hash
      from known r
        left join given g on g.line = r.line and g.email_hash = r.email_hash
        left join made m on m.email_hash = g.email_hash and m.newsletter_id is not distinct from g.newsletter_id
      where m.email_hash is null and (r.newsletter is null or r.newsletter_id is not null)
      on conflict do nothing returning 1
    ), queued as (
      update deliveries d set state = 'skipped', reason = made.reason from made
      where d.workspace_id = ${workspaceId} and d.email_hash = made.email_hash and d.state = 'queued'
        and (made.newsletter_id is null or exists (
          select from campaigns c
          where c.workspace_id = d.workspace_id and c.id = d.campaign_id and c.newsletter_id = made.newsletter_id))
      returning 1
    )
    select (select count(*)::int from made) as made, (select count(*)::int from unknown) as unknown,
      (select count(*) from before) as before, (select count(*) from others) as others, (select count(*) from queued) as queued`);
  return { made: counted?.made ?? 0, unknown: counted?.unknown ?? 0 };
}

/** A complaint is graver than leaving, and leaving graver than a wish by hand; a bounce gives way to all of them. */
const rank = (reason: SQL) =>
  sql`case ${reason} when 'complained' then 3 when 'unsubscribed' then 2 when 'manual' then 1 else 0 end`;

async function* stopLines(stopped: StopRow[], key: Buffer) {
  const hash = emailHasher(key);
  let text = "";
  for (const { line, email, reason, since, note, newsletter } of stopped) {
    text += copyLine([line, uuidv7(), email, `\\x${hash(email)}`, reason, since, note, newsletter]);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}

// Uses a temporary table, because COPY does not go through row-level security.
async function keepRefusals(
  tx: Transaction,
  workspaceId: string,
  importId: string,
  refused: Refusal[],
  key: Buffer,
) {
  if (refused.length === 0) return;
  await copyInto(tx, "import_refused", refusalLines());
  await tx.execute(sql`insert into import_refusals (import_id, line, workspace_id, reason, message, value, email_hash)
    select ${importId}::uuid, line, ${workspaceId}::uuid, reason, message, value, email_hash from import_refused on conflict do nothing`);

  async function* refusalLines() {
    const hash = emailHasher(key);
    for (const { line, reasonCode, message, value } of refused) {
      const parsed = parseAddress(value);
      yield copyLine([line, reasonCode, message, value, parsed.ok ? `\\x${hash(parsed.address)}` : null]);
    }
  }
}

const countOf = (result: unknown): number => (result as { count: number }).count;
