import { sql } from "drizzle-orm";
import { z } from "zod";
import { prepared } from "#lib/core/database/prepared.ts";
import { pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
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

/** Everything of one contact c that a program reads, from one look at each index. */
const columns = sql.raw(`
  c.id, c.email, c.first_name as "firstName", c.last_name as "lastName", c.country, c.language, c.postal_code as "postalCode",
  c.time_zone as "timeZone", ${inUtc("c.created_at")} as "createdAt", ${inUtc("c.restricted_at")} as "restrictedSince",
  coalesce((select jsonb_object_agg(f.name, v.value) from contact_values v
    join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id
    where v.workspace_id = c.workspace_id and v.contact_id = c.id), '{}') as fields,
  coalesce((select jsonb_agg(t.name order by t.name) from contact_tags g
    join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id
    where g.workspace_id = c.workspace_id and g.contact_id = c.id), '[]') as tags,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.newsletter_id,
      'state', case when s.unsubscribed_at is not null then 'unsubscribed' when s.confirmed_at is null then 'pending' else 'active' end,
      'since', ${inUtc("coalesce(s.unsubscribed_at, s.confirmed_at, s.subscribed_at)")}) order by s.newsletter_id)
    from subscriptions s where s.workspace_id = c.workspace_id and s.contact_id = c.id), '[]') as newsletters,
  (select jsonb_build_object('reason', x.reason, 'scope', coalesce(x.newsletter_id::text, 'everything'), 'since', ${inUtc("x.created_at")})
    from suppressions x where x.workspace_id = c.workspace_id and x.email_hash = c.email_hash and x.lifted_at is null
    order by x.newsletter_id is not null, x.id limit 1) as suppressed`);

/**
 * Returns contacts as programs read them, newest first: one by its id or address, or a page of those with a newsletter or a tag.
 * An id that is not there returns none. A page leaves out people whose data are restricted, so that no program goes on with them.
 */
export const readContacts = query({
  name: "contact.read",
  allow: orKey(workspaceViewer, "contacts:read"),
  input: z.object({
    ...pageInput,
    contactId: z.uuid().optional(),
    email: emailAddress.optional(),
    newsletterId: z.uuid().optional(),
    tag: text({ max: 100 }).optional(),
  }),
  async run({ db, actor: { workspaceId } }, { cursor, limit, contactId, email, newsletterId, tag }) {
    const rows = await prepared<ContactRead>(
      db,
      sql`select ${columns} from contacts c where c.workspace_id = ${workspaceId}
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
        order by c.id desc limit ${limit + 1}`,
    );
    return {
      rows: rows.slice(0, limit),
      nextCursor: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    };
  },
});
