import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { confirmedAt, ownWord } from "./own-word.ts";

/** A line of a person's file: plain values under plain names. */
export type FileLine = Record<string, string | number | boolean | null | Record<string, unknown>>;

export type PersonFile = {
  /** Null for an address that is no contact's; the other parts may still know it. */
  person: FileLine | null;
  subscriptions: FileLine[];
  signups: FileLine[];
  consents: FileLine[];
  suppressions: FileLine[];
  messages: FileLine[];
  linkOpenings: FileLine[];
  reasons: FileLine[];
  importedRows: FileLine[];
  requests: FileLine[];
  log: FileLine[];
};

type Who = { contactId: string | null; email: string; emailHash: Buffer };

/** The most lines of the audit log. What happened to a person stands in the other parts too. */
const mostEntries = 5000;

/**
 * Returns everything a workspace holds about one person, and of nobody else (GDPR 15, 20): by their contact, and what belongs to none
 * by their address and its keyed hash. What stood under an address while it was another contact's is that contact's. Consents of a file stand as what they are, one word for all whom it brought. A day is the day on which
 * something happened; the moment of its recording stands apart. Members are named nowhere.
 */
export async function personFile(
  tx: Transaction,
  workspaceId: string,
  { contactId, email, emailHash }: Who,
): Promise<PersonFile> {
  const mine = (rows: ReturnType<typeof sql>) =>
    sql`coalesce((select json_agg(l.line order by l.at) from (${rows}) l), '[]')`;
  const [row] = await tx.execute<PersonFile>(sql`
    with who as (
      select w.id as workspace_id, p.id, coalesce(p.email, ${email}) as email, coalesce(p.email_hash, ${emailHash}::bytea) as email_hash, p.import_id
      from workspaces w left join contacts p on p.workspace_id = w.id and (p.id = ${contactId}::uuid or p.email = ${email})
      where w.id = ${workspaceId} order by p.id = ${contactId}::uuid desc nulls last limit 1
    ), had as materialized (${hadBefore(emailHash)})
    select
      (select json_build_object('id', p.id, 'email', p.email, 'firstName', p.first_name, 'lastName', p.last_name, 'country', p.country,
        'countryAsWritten', p.country_written, 'postalCode', p.postal_code, 'timeZone', p.time_zone, 'language', p.language, 'mailFrequency', p.mail_frequency, 'source', p.source, 'addedAt', p.created_at,
        'importedFile', (select i.file_name from imports i where i.workspace_id = p.workspace_id and i.id = p.import_id),
        'addressCorrectedAt', p.address_corrected_at,
        'formerAddresses', (select string_agg(f.address, ', ' order by f.until) from former_addresses f
          where f.workspace_id = p.workspace_id and f.contact_id = p.id),
        'pausedUntil', p.paused_until, 'restrictedSince', p.restricted_at,
        'tags', (select string_agg(t.name, ', ' order by lower(t.name)) from contact_tags x
          join tags t on t.workspace_id = x.workspace_id and t.id = x.tag_id where x.workspace_id = p.workspace_id and x.contact_id = p.id),
        'fields', (select json_object_agg(f.name, v.value) from contact_values v
          join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id
          where v.workspace_id = p.workspace_id and v.contact_id = p.id),
        'fieldsBeforeImport', (select json_object_agg(f.name, v.before_import) from contact_values v
          join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id
          where v.workspace_id = p.workspace_id and v.contact_id = p.id and v.before_import is not null),
        'leftOutOfFiles', (select json_object_agg(l.column_name || ', line ' || l.line, l.value) from import_left_values l
          where l.workspace_id = p.workspace_id and l.contact_id = p.id))
        from contacts p where p.workspace_id = who.workspace_id and p.id = who.id) as person,
      ${mine(sql`select s.subscribed_at as at, json_build_object('newsletter', n.name, 'addedAt', s.subscribed_at,
          'addedFromFile', (select i.file_name from imports i where i.workspace_id = s.workspace_id and i.id = s.import_id),
          'confirmedAt', (${confirmedAt(sql.raw("s"))}), 'unsubscribedAt', s.unsubscribed_at) as line
        from subscriptions s join newsletters n on n.workspace_id = s.workspace_id and n.id = s.newsletter_id
        where s.workspace_id = who.workspace_id and s.contact_id = who.id`)} as subscriptions,
      ${mine(sql`select c.created_at as at, json_build_object('newsletter', n.name, 'form', c.form, 'page', c.page, 'wording', c.wording, 'language', c.locale,
          'ip', c.ip, 'userAgent', c.user_agent, 'signedUpAt', c.created_at, 'confirmationMailedAt', c.mailed_at, 'messageId', c.message_id,
          'confirmedAt', c.confirmed_at, 'disownedAt', c.disowned_at) as line
        from confirmations c join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id
        where c.workspace_id = who.workspace_id and c.contact_id = who.id`)} as signups,
      ${mine(sql`select coalesce(k.given_on::timestamptz, k.occurred_at) as at, json_build_object('id', k.id, 'kind', case when k.requested then 'request' else k.kind end, 'ground', k.basis,
          'newsletter', n.name, 'source', k.source, 'wording', k.wording, 'givenOn', case when k.given_on is not null then to_json(k.given_on)
            when ${ownWord(sql.raw("k"))} then to_json(k.occurred_at) end, 'expiresAt', k.expires_at,
          'recordedAt', k.occurred_at, 'confirmedOn', k.evidence -> 'confirmedOn', 'signedUpFromIp', k.evidence -> 'consentIp',
          'confirmedFromIp', k.evidence -> 'confirmIp', 'forWholeFile', k.contact_id is null, 'ip', case when k.contact_id is not null then k.ip end,
          'userAgent', case when k.contact_id is not null then k.user_agent end, 'evidence', k.evidence - 'asserted_by' - 'attested_by') as line
        from consents k left join newsletters n on n.workspace_id = k.workspace_id and n.id = k.newsletter_id
        where k.workspace_id = who.workspace_id and (k.contact_id = who.id or k.contact_id is null and k.import_id in (
          select who.import_id union all
          select s.import_id from subscriptions s where s.workspace_id = who.workspace_id and s.contact_id = who.id))`)} as consents,
      ${mine(sql`select coalesce(x.since::timestamptz, x.created_at) as at, json_build_object('reason', x.reason, 'newsletter', n.name, 'source', x.source, 'note', x.note,
          'since', case when x.since is not null then to_json(x.since) when x.source <> 'import' then to_json(x.created_at) end,
          'recordedAt', x.created_at, 'liftedAt', x.lifted_at, 'liftedBecause', x.lifted_note) as line
        from suppressions x left join newsletters n on n.workspace_id = x.workspace_id and n.id = x.newsletter_id
        where x.workspace_id = who.workspace_id and (
          x.email_hash in (who.email_hash, ${emailHash}::bytea) and ${notOthers(sql`x.created_at`)} and not exists (
            select from had join contact_addresses a on a.workspace_id = who.workspace_id and a.contact_id = had.contact_id
            join suppressions theirs on theirs.workspace_id = a.workspace_id and theirs.email_hash = a.email_hash
            where not had.own and a.email_hash <> x.email_hash and theirs.reason = x.reason and theirs.created_at = x.created_at
              and theirs.newsletter_id is not distinct from x.newsletter_id)
          or ${ownBefore(sql`x.email_hash`, sql`x.created_at`)} and not exists (
            select from suppressions now where now.workspace_id = x.workspace_id and now.email_hash = who.email_hash
              and now.reason = x.reason and now.created_at = x.created_at and now.newsletter_id is not distinct from x.newsletter_id))`)} as suppressions,
      ${mine(sql`select d.sent_at as at, json_build_object('campaign', c.name, 'subject', c.subject, 'state', d.state, 'reason', d.reason,
          'to', d.email, 'sentAt', d.sent_at, 'messageId', d.message_id, 'serverReply', d.reply) as line
        from deliveries d join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
        where d.workspace_id = who.workspace_id and d.contact_id = who.id`)} as messages,
      ${mine(sql`select o.at, json_build_object('page', o.page, 'campaign', c.name, 'openedAt', o.at, 'program', o.agent) as line
        from link_openings o join campaigns c on c.workspace_id = o.workspace_id and c.id = o.campaign_id
        where o.workspace_id = who.workspace_id and o.contact_id = who.id`)} as "linkOpenings",
      ${mine(sql`select l.created_at as at, json_build_object('reason', l.reason, 'words', l.words, 'givenAt', l.created_at) as line
        from leaving_reasons l where l.workspace_id = who.workspace_id and l.contact_id = who.id`)} as reasons,
      ${mine(sql`select r.line as at, json_build_object('file', i.file_name, 'line', r.line, 'value', r.value, 'outcome', r.message) as line
        from import_refusals r join imports i on i.workspace_id = r.workspace_id and i.id = r.import_id
        cross join lateral (select lower(substring(r.value from '[^\\s<>,;:"''()]+@[^\\s<>,;:"''()]+')) as email) named
        where r.workspace_id = who.workspace_id and (
          named.email in (who.email, ${email}) and ${notOthers(sql`i.created_at`)}
          or exists (select from had where had.own and had.email = named.email and i.created_at < had.until))`)} as "importedRows",
      ${mine(sql`select q.created_at as at, json_build_object('kind', q.kind, 'channel', q.channel, 'words', q.words, 'arrived', q.arrived,
          'receivedOn', q.received_on, 'dueOn', q.due_on, 'provedAt', q.identified_at, 'extension', q.extension, 'closedAt', q.closed_at,
          'outcome', q.outcome, 'answer', q.answer, 'downloads', q.downloads, 'ip', q.ip, 'userAgent', q.user_agent) as line
        from subject_requests q where q.workspace_id = who.workspace_id and (q.contact_id = who.id or q.contact_id is null and (
          q.email_hash in (who.email_hash, ${emailHash}::bytea) and ${notOthers(sql`q.created_at`)}
          or ${ownBefore(sql`q.email_hash`, sql`q.created_at`)}))`)} as requests,
      ${mine(sql`select e.occurred_at as at, json_build_object('at', e.occurred_at, 'event', e.action, 'result', e.result, 'by', e.actor_kind) as line
        from audit_events e where e.workspace_id = who.workspace_id and (e.target = who.id::text or e.actor_kind = 'subscriber' and e.actor_id = who.id::text)
        order by e.occurred_at desc limit ${mostEntries}`)} as log
    from who`);
  return row ?? nothing;
}

/**
 * Addresses that contacts had before they were corrected: the person's own earlier ones, and those of others that are the person's now.
 * Until the correction, what stood under them belonged to that contact.
 */
const hadBefore = (emailHash: Buffer) => sql`
  select a.contact_id, a.email_hash, a.email, a.contact_id is not distinct from who.id as own,
    a.since as until
  from who join contact_addresses a on a.workspace_id = who.workspace_id
  where (a.contact_id = who.id and a.email_hash <> who.email_hash)
    or (a.contact_id is distinct from who.id and a.email_hash in (who.email_hash, ${emailHash}::bytea))`;

/** Whether a row under the person's address was written after it stopped to be another contact's. */
const notOthers = (at: SQL) => sql`not exists (select from had where not had.own and ${at} < had.until)`;

/** Whether a row stood under an earlier address of the person while they had it. */
const ownBefore = (hash: SQL, at: SQL) =>
  sql`exists (select from had where had.own and had.email_hash = ${hash} and ${at} < had.until)`;

const nothing: PersonFile = {
  person: null,
  subscriptions: [],
  signups: [],
  consents: [],
  suppressions: [],
  messages: [],
  linkOpenings: [],
  reasons: [],
  importedRows: [],
  requests: [],
  log: [],
};
