import { sql } from "drizzle-orm";
import { z } from "zod";
import { pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { statementQuery } from "#lib/core/query.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";

export type ContactRead = {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  country: string | null;
  language: string | null;
  postalCode: string | null;
  timeZone: string | null;
  createdAt: string;
  /** Since when the person's data may only be stored (GDPR 18). */
  restrictedSince: string | null;
  fields: Record<string, string>;
  tags: string[];
  newsletters: { id: string; state: "active" | "pending" | "unsubscribed"; since: string }[];
  suppressed: { reason: string; scope: string; since: string } | null;
};

const inUtc = (time: string) => `to_char((${time}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Everything of the contacts of `page` that a program reads. Each kind is gathered once for the page, not once for each contact. */
const gathered = sql.raw(`
  fields as (
    select v.contact_id, jsonb_object_agg(f.name, v.value) as every from page p
      join contact_values v on v.workspace_id = p.workspace_id and v.contact_id = p.id
      join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id group by 1
  ), tagged as (
    select g.contact_id, jsonb_agg(t.name order by t.name) as every from page p
      join contact_tags g on g.workspace_id = p.workspace_id and g.contact_id = p.id
      join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id group by 1
  ), subscribed as (
    select s.contact_id, jsonb_agg(jsonb_build_object('id', s.newsletter_id,
        'state', case when s.unsubscribed_at is not null then 'unsubscribed' when s.confirmed_at is null then 'pending' else 'active' end,
        'since', ${inUtc("coalesce(s.unsubscribed_at, s.confirmed_at, s.subscribed_at)")}) order by s.newsletter_id) as every from page p
      join subscriptions s on s.workspace_id = p.workspace_id and s.contact_id = p.id group by 1
  ), stopped as (
    select distinct on (p.id) p.id as contact_id, jsonb_build_object('reason', x.reason,
        'scope', coalesce(x.newsletter_id::text, 'everything'), 'since', ${inUtc("x.created_at")}) as first from page p
      join suppressions x on x.workspace_id = p.workspace_id and x.email_hash = p.email_hash and x.lifted_at is null
      order by p.id, x.newsletter_id is not null, x.id
  )
  select c.id, c.email, c.first_name as "firstName", c.last_name as "lastName", c.country, c.language, c.postal_code as "postalCode",
    c.time_zone as "timeZone", ${inUtc("c.created_at")} as "createdAt", ${inUtc("c.restricted_at")} as "restrictedSince",
    coalesce(fields.every, '{}') as fields, coalesce(tagged.every, '[]') as tags, coalesce(subscribed.every, '[]') as newsletters,
    stopped.first as suppressed
  from page c left join fields on fields.contact_id = c.id left join tagged on tagged.contact_id = c.id
    left join subscribed on subscribed.contact_id = c.id left join stopped on stopped.contact_id = c.id
  order by c.id desc`);

/**
 * Returns contacts as programs read them, newest first: one by its id or address, or a page of those with a newsletter or a tag.
 * An id that is not there returns none. A page leaves out people whose data are restricted, so that no program goes on with them.
 */
export const readContacts = statementQuery({
  name: "contact.read",
  allow: orKey(workspaceViewer, "contacts:read"),
  input: z.object({
    ...pageInput,
    contactId: z.uuid().optional(),
    email: emailAddress.optional(),
    newsletterId: z.uuid().optional(),
    tag: text({ max: 100 }).optional(),
  }),
  statement: ({ workspaceId }, { cursor, limit, contactId, email, newsletterId, tag }) =>
    sql`with page as materialized (select * from contacts c where c.workspace_id = ${workspaceId}
        ${contactId ? sql`and c.id = ${contactId}` : sql``} ${email ? sql`and c.email = ${email}` : sql``}
        ${contactId || email ? sql`` : sql`and c.restricted_at is null`} ${cursor ? sql`and c.id < ${cursor}` : sql``}
        ${
          newsletterId
            ? sql`and exists (select from subscriptions s where s.workspace_id = c.workspace_id and s.contact_id = c.id
              and s.newsletter_id = ${newsletterId})`
            : sql``
        }
        ${
          tag
            ? sql`and exists (select from contact_tags g join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id
              where g.workspace_id = c.workspace_id and g.contact_id = c.id and t.name = ${tag})`
            : sql``
        }
        order by c.id desc limit ${limit + 1}), ${gathered}`,
  answer: (rows: ContactRead[], { limit }) => ({
    rows: rows.slice(0, limit),
    nextCursor: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  }),
});
