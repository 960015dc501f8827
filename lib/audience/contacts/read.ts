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

/** What is told of a contact beside its row, by the alias of the table that names the contact. */
const kinds = {
  fields: {
    every: "jsonb_object_agg(f.name, v.value)",
    of: "v",
    from: "contact_values v join contact_fields f on f.workspace_id = v.workspace_id and f.id = v.field_id",
    none: "{}",
  },
  tags: {
    every: "jsonb_agg(t.name order by t.name)",
    of: "g",
    from: "contact_tags g join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id",
    none: "[]",
  },
  newsletters: {
    every: `jsonb_agg(jsonb_build_object('id', s.newsletter_id,
      'state', case when s.unsubscribed_at is not null then 'unsubscribed' when s.confirmed_at is null then 'pending' else 'active' end,
      'since', ${inUtc("coalesce(s.unsubscribed_at, s.confirmed_at, s.subscribed_at)")}) order by s.newsletter_id)`,
    of: "s",
    from: "subscriptions s",
    none: "[]",
  },
};
const named = Object.entries(kinds);
const stop = `jsonb_build_object('reason', x.reason, 'scope', coalesce(x.newsletter_id::text, 'everything'), 'since', ${inUtc("x.created_at")})`;
const stops = (contact: string) =>
  `suppressions x on x.workspace_id = ${contact}.workspace_id and x.email_hash = ${contact}.email_hash and x.lifted_at is null`;
const firstStop = "x.newsletter_id is not null, x.id";
const columns = `c.id, c.email, c.first_name as "firstName", c.last_name as "lastName", c.country, c.language, c.postal_code as "postalCode",
  c.time_zone as "timeZone", ${inUtc("c.created_at")} as "createdAt", ${inUtc("c.restricted_at")} as "restrictedSince"`;

/** Everything of the contacts of `page` that a program reads. Each kind is gathered once for the page, not once for each contact. */
const gathered = sql.raw(`
  ${named
    .map(
      ([name, { every, of, from }]) => `${name} as (select ${of}.contact_id, ${every} as every
        from page p, ${from} where ${of}.workspace_id = p.workspace_id and ${of}.contact_id = p.id group by 1)`,
    )
    .join(", ")},
  stopped as (select distinct on (p.id) p.id as contact_id, ${stop} as first from page p join ${stops("p")} order by p.id, ${firstStop})
  select ${columns}, ${named.map(([name, { none }]) => `coalesce(${name}.every, '${none}') as ${name}`).join(", ")}, stopped.first as suppressed
  from page c ${named.map(([name]) => `left join ${name} on ${name}.contact_id = c.id`).join(" ")}
    left join stopped on stopped.contact_id = c.id
  order by c.id desc`);

/** The same of a single contact. Postgres sets up half as many steps for it, and that is most of its cost. */
const ofOne = sql.raw(`
  select ${columns}, ${named
    .map(
      ([name, { every, of, from, none }]) =>
        `coalesce((select ${every} from ${from} where ${of}.workspace_id = c.workspace_id and ${of}.contact_id = c.id), '${none}') as ${name}`,
    )
    .join(
      ", ",
    )}, (select ${stop} from (select) one join ${stops("c")} order by ${firstStop} limit 1) as suppressed
  from page c`);

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
    sql`with page as ${contactId || email ? sql`not materialized` : sql`materialized`} (select * from contacts c where c.workspace_id = ${workspaceId}
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
        order by c.id desc limit ${limit + 1}) ${contactId || email ? ofOne : sql`, ${gathered}`}`,
  answer: (rows: ContactRead[], { limit }) => ({
    rows: rows.slice(0, limit),
    nextCursor: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  }),
});
