import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { copyLine } from "#lib/audience/imports/reader/copy-text.ts";
import type { ContactRow, Refusal } from "#lib/audience/imports/reader/rows.ts";
import { command } from "#lib/core/command.ts";
import { copyInto } from "#lib/core/database/copy.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { emailHasher } from "#lib/core/vault/vault.ts";

const rows = <T>() => z.custom<T[]>((value) => Array.isArray(value));

/**
 * Writes some thousand rows of an import and its progress, all or nothing, so that a broken import
 * continues from `line`. `from` is the line the rows follow, so that of two runs of one import only
 * one continues. A suppressed address is neither added nor subscribed, and an ended subscription is
 * not begun again.
 * @throws AppError conflict when the import was cancelled meanwhile, or another run of it is ahead.
 */
export const importBatch = command({
  name: "import.batch",
  allow: workspaceJob,
  input: z.object({
    importId: z.uuid(),
    accepted: rows<ContactRow>(),
    refused: rows<Refusal>(),
    from: z.int(),
    line: z.int(),
    bytesRead: z.int(),
  }),
  async run({ tx, actor, vault }, { importId, accepted, refused, from, line, bytesRead }) {
    const { workspaceId } = actor;
    const [running] = await tx.execute<{
      newsletter_id: string;
      lines_read: number;
      state: string;
      dated: boolean | null;
    }>(sql`
      select newsletter_id, lines_read, state, mapping ? 'consentedAt' as dated from imports where id = ${importId} and workspace_id = ${workspaceId} for update`);
    if (!running) throw notFound("import");
    if (running.state !== "running") throw conflict("This import was stopped.");
    if (running.lines_read !== from) throw conflict("Another run of this import wrote these rows.");

    const key = await vault.suppressionKey(workspaceId);
    await stage(tx, accepted, key);
    const suppressed = await takeSuppressed(tx, workspaceId, importId, running.newsletter_id);
    const { added, subscribed, leftBefore } = await addContacts(
      tx,
      workspaceId,
      importId,
      running.newsletter_id,
    );
    const dated = running.dated ?? false;
    if (dated || accepted.some((row) => row.extra))
      await addEvidence(tx, actor, importId, running.newsletter_id, dated);
    await keepRefusals(tx, workspaceId, importId, refused);

    const known = accepted.length - suppressed - added;
    await tx.execute(sql`update imports set lines_read = ${line}, bytes_read = ${bytesRead}, added = added + ${added},
      known = known + ${known}, left_before = left_before + ${leftBefore}, suppressed = suppressed + ${suppressed}, refused = refused + ${refused.length}, moved_at = now()
      where id = ${importId}`);
    const detail = {
      from,
      to: line,
      added,
      known,
      leftBefore,
      suppressed,
      subscribed,
      refused: refused.length,
    };
    return { result: detail, audit: { target: importId, detail } };
  },
});

async function stage(tx: Transaction, accepted: ContactRow[], key: Buffer) {
  await tx.execute(sql`select import_tables()`);
  if (accepted.length > 0) await copyInto(tx, "import_rows", lines(accepted, key));
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
      row.givenOn,
      evidence,
    ]);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}

async function takeSuppressed(tx: Transaction, workspaceId: string, importId: string, newsletterId: string) {
  const taken = await tx.execute(sql`
    with taken as (
      delete from import_rows r using suppressions s
      where s.workspace_id = ${workspaceId} and s.email_hash = r.email_hash and s.lifted_at is null
        and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})
      returning r.line, r.email, s.reason
    )
    insert into import_refusals (import_id, line, workspace_id, reason, message, value)
    select distinct on (line) ${importId}::uuid, line, ${workspaceId}::uuid, 'suppressed', case reason
        when 'unsubscribed' then 'This person unsubscribed. An import does not bring them back.'
        when 'bounced' then 'Mail to this address bounced before.'
        when 'complained' then 'This person marked your mail as spam.'
        else 'You suppressed this address.' end, email
    from taken on conflict do nothing returning 1`);
  return taken.length;
}

async function addContacts(tx: Transaction, workspaceId: string, importId: string, newsletterId: string) {
  const added = await tx.execute(sql`
    insert into contacts (id, workspace_id, email, email_hash, first_name, last_name, country, country_written, source, import_id)
    select id, ${workspaceId}::uuid, email, email_hash, first_name, last_name, country, country_written, 'import', ${importId}::uuid from import_rows
    on conflict (workspace_id, email) do nothing`);
  const staged = await tx.execute<{ count: number }>(sql`select count(*)::int as count from import_rows`);
  const allNew = countOf(added) === staged[0]?.count;
  const ids = allNew
    ? sql`select id from import_rows`
    : sql`select c.id from import_rows r join contacts c on c.workspace_id = ${workspaceId} and c.email = r.email`;
  const subscribed = await tx.execute(sql`
    insert into subscriptions (newsletter_id, contact_id, workspace_id, import_id, confirmed_at)
    select ${newsletterId}::uuid, people.id, ${workspaceId}::uuid, ${importId}::uuid, now() from (${ids}) people
    on conflict do nothing`);
  const [left] = allNew
    ? [{ count: 0 }]
    : await tx.execute<{ count: number }>(sql`
        select count(*)::int as count from (${ids}) people join subscriptions s
          on s.workspace_id = ${workspaceId} and s.newsletter_id = ${newsletterId} and s.contact_id = people.id
        where s.unsubscribed_at is not null`);
  return { added: countOf(added), subscribed: countOf(subscribed), leftBefore: left?.count ?? 0 };
}

/** Adds each contact's own grant from the file's dates, sources and addresses. Implied consent ends counted from its day. */
async function addEvidence(
  tx: Transaction,
  actor: { kind: string; job: string; workspaceId: string },
  importId: string,
  newsletterId: string,
  dated: boolean,
) {
  await tx.execute(sql`
    insert into consents (id, workspace_id, contact_id, newsletter_id, import_id, kind, basis, source, wording, evidence, actor_kind,
      actor_id, given_on, expires_at)
    select r.id, ${actor.workspaceId}::uuid, c.id, ${newsletterId}::uuid, ${importId}::uuid, 'grant', i.basis, 'import', i.consent_source,
      coalesce(r.evidence, '{}'), ${actor.kind}, ${actor.job}, coalesce(r.given_on, i.given_on),
      coalesce((coalesce(r.given_on, i.given_on) + case i.basis when 'implied_purchase' then interval '24 months'
        when 'implied_inquiry' then interval '6 months' end) at time zone 'UTC',
        case when i.basis in ('implied_purchase', 'implied_inquiry') then now() end)
    from import_rows r join contacts c on c.workspace_id = ${actor.workspaceId} and c.email = r.email
    cross join imports i where i.workspace_id = ${actor.workspaceId} and i.id = ${importId} and (${dated} or r.evidence is not null)`);
}

// Uses a temporary table, because COPY does not go through row-level security.
async function keepRefusals(tx: Transaction, workspaceId: string, importId: string, refused: Refusal[]) {
  if (refused.length === 0) return;
  await copyInto(tx, "import_refused", refusalLines());
  await tx.execute(sql`insert into import_refusals (import_id, line, workspace_id, reason, message, value)
    select ${importId}::uuid, line, ${workspaceId}::uuid, reason, message, value from import_refused on conflict do nothing`);

  async function* refusalLines() {
    for (const { line, reasonCode, message, value } of refused)
      yield copyLine([line, reasonCode, message, value]);
  }
}

const countOf = (result: unknown): number => (result as { count: number }).count;
