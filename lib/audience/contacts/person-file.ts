import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { confirmedAt, ownWord } from "./own-word.ts";

/** A line of a person's file: plain values under plain names. */
export type FileLine = Record<string, string | number | boolean | null | Record<string, unknown>>;

export type PersonFile = {
  person: FileLine;
  subscriptions: FileLine[];
  consents: FileLine[];
  suppressions: FileLine[];
  messages: FileLine[];
  linkOpenings: FileLine[];
};

/**
 * Returns everything a workspace holds about one person, and of nobody else (GDPR 15, 20). Undefined when there is no such
 * contact. Consents of a file stand as what they are: one word for all whom it brought. A day is the day on which something
 * happened; the moment of its recording stands apart from it.
 */
export async function personFile(
  tx: Transaction,
  workspaceId: string,
  contactId: string,
): Promise<PersonFile | undefined> {
  const [row] = await tx.execute<PersonFile>(sql`
    select
      json_build_object('id', p.id, 'email', p.email, 'firstName', p.first_name, 'lastName', p.last_name, 'country', p.country,
        'countryAsWritten', p.country_written, 'postalCode', p.postal_code, 'timeZone', p.time_zone, 'language', p.language, 'mailFrequency', p.mail_frequency, 'pausedUntil', p.paused_until, 'source', p.source, 'addedAt', p.created_at,
        'importedFile', (select i.file_name from imports i where i.workspace_id = p.workspace_id and i.id = p.import_id),
        'addressCorrectedAt', p.address_corrected_at,
        'formerAddresses', (select string_agg(f.address, ', ' order by f.until) from former_addresses f
          where f.workspace_id = p.workspace_id and f.contact_id = p.id),
        'tags', (select string_agg(t.name, ', ' order by lower(t.name)) from contact_tags x
          join tags t on t.workspace_id = x.workspace_id and t.id = x.tag_id where x.workspace_id = p.workspace_id and x.contact_id = p.id),
        'fields', (select json_object_agg(f.name, v.value) from contact_values v
          join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id
          where v.workspace_id = p.workspace_id and v.contact_id = p.id)) as person,
      coalesce((select json_agg(json_build_object('newsletter', n.name, 'addedAt', s.subscribed_at,
          'addedFromFile', (select i.file_name from imports i where i.workspace_id = s.workspace_id and i.id = s.import_id),
          'confirmedAt', (${confirmedAt(sql.raw("s"))}), 'unsubscribedAt', s.unsubscribed_at) order by s.subscribed_at)
        from subscriptions s join newsletters n on n.workspace_id = s.workspace_id and n.id = s.newsletter_id
        where s.workspace_id = p.workspace_id and s.contact_id = p.id), '[]') as subscriptions,
      coalesce((select json_agg(json_build_object('id', k.id, 'kind', case when k.requested then 'request' else k.kind end, 'ground', k.basis, 'newsletter', n.name, 'source', k.source,
          'wording', k.wording, 'givenOn', case when k.given_on is not null then to_json(k.given_on)
            when ${ownWord(sql.raw("k"))} then to_json(k.occurred_at) end, 'expiresAt', k.expires_at, 'recordedAt', k.occurred_at,
          'forWholeFile', k.contact_id is null, 'ip', case when k.contact_id is not null then k.ip end,
          'userAgent', case when k.contact_id is not null then k.user_agent end,
          'evidence', k.evidence - 'asserted_by') order by coalesce(k.given_on::timestamptz, k.occurred_at), k.occurred_at)
        from consents k left join newsletters n on n.workspace_id = k.workspace_id and n.id = k.newsletter_id
        where k.workspace_id = p.workspace_id and (k.contact_id = p.id or k.contact_id is null and k.import_id in (
          select p.import_id union all
          select s.import_id from subscriptions s where s.workspace_id = p.workspace_id and s.contact_id = p.id))), '[]') as consents,
      coalesce((select json_agg(json_build_object('reason', x.reason, 'newsletter', n.name, 'source', x.source, 'note', x.note,
          'since', case when x.since is not null then to_json(x.since) when x.source <> 'import' then to_json(x.created_at) end,
          'recordedAt', x.created_at, 'liftedAt', x.lifted_at, 'liftedBecause', x.lifted_note)
          order by coalesce(x.since::timestamptz, x.created_at), x.created_at)
        from suppressions x left join newsletters n on n.workspace_id = x.workspace_id and n.id = x.newsletter_id
        where x.workspace_id = p.workspace_id and x.email_hash = p.email_hash), '[]') as suppressions,
      coalesce((select json_agg(json_build_object('campaign', c.name, 'subject', c.subject, 'state', d.state, 'reason', d.reason,
          'to', d.email, 'sentAt', d.sent_at, 'messageId', d.message_id, 'serverReply', d.reply) order by d.sent_at)
        from deliveries d join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
        where d.workspace_id = p.workspace_id and d.contact_id = p.id), '[]') as messages,
      coalesce((select json_agg(json_build_object('page', o.page, 'campaign', c.name, 'openedAt', o.at, 'program', o.agent) order by o.at)
        from link_openings o join campaigns c on c.workspace_id = o.workspace_id and c.id = o.campaign_id
        where o.workspace_id = p.workspace_id and o.contact_id = p.id), '[]') as "linkOpenings"
    from contacts p where p.workspace_id = ${workspaceId} and p.id = ${contactId}`);
  return row;
}
