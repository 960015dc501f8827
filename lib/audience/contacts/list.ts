import { and, asc, desc, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { type ContactFilters, contactFilters, filtered, inMailFilter } from "./filters.ts";
import { type MailState, mailStates } from "./mail-states.ts";
import { contactIds } from "./selected.ts";

/**
 * Reason a contact gets no mail at all, or null. Writes the table's name out, because drizzle leaves
 * it out of selected columns.
 */
const suppressedAs = sql<SkipReason | null>`(select s.reason from suppressions s
  where s.workspace_id = "contacts"."workspace_id" and s.email_hash = "contacts"."email_hash"
    and s.newsletter_id is null and s.lifted_at is null limit 1)`;

const newsletterCount = sql<number>`(select count(*)::int from subscriptions s
  where s.contact_id = "contacts"."id" and s.confirmed_at is not null and s.unsubscribed_at is null)`;

/** Orders a list may have. The cursor is the last contact's id, by whose address the alphabetic ones go on. */
export const contactSorts = ["newest", "oldest", "address", "address_desc"] as const;
export type ContactSort = (typeof contactSorts)[number];

/** The most batches one page reads for a state that is checked row by row. */
const mostBatches = 10;

/**
 * Returns the workspace's contacts, newest first unless sorted otherwise. `mail` is "gets" when a newsletter (the given
 * one) reaches them, otherwise the reason none does; "none" without a subscription. A page filtered by state may be short
 * and still have a next one.
 */
export const listContacts = query({
  name: "contact.list",
  allow: workspaceViewer,
  input: z.object({
    ...pageInput,
    ...contactFilters,
    /** Contacts ticked before, and no others. */
    contactIds: contactIds.optional(),
    sort: z.enum(contactSorts).default("newest"),
  }),
  async run({ db, actor }, { cursor, limit, sort, contactIds: ticked, ...filters }) {
    const found: Row[] = [];
    const wanted = await filtered(db, filters, actor.workspaceId);
    const matching = ticked ? sql`${wanted} and ${inArray(contacts.id, ticked)}` : wanted;
    let from = cursor;
    let more = true;
    for (let batch = 0; batch < mostBatches && more && found.length <= limit; batch += 1) {
      const rows = await read(db, actor, { from, limit: limit + 1, sort, filters, matching });
      more = rows.length > limit;
      from = rows.at(-1)?.id;
      found.push(...rows.filter(({ mail }) => inMailFilter(filters, mail)));
    }
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1)?.id : more ? from : undefined;
    return { rows: page, nextCursor: last ?? null };
  },
});

type Row = {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  country: string | null;
  source: (typeof contacts.$inferSelect)["source"];
  createdAt: Date;
  newsletterCount: number;
  mail: "gets" | "none" | SkipReason;
};

type Asked = { from?: string; limit: number; sort: ContactSort; filters: ContactFilters; matching: SQL };

/** Returns the next contacts of a filter with the state of each. */
async function read(
  db: Transaction,
  actor: Member,
  { from, limit, sort, filters, matching }: Asked,
): Promise<Row[]> {
  const rows = await db
    .select({
      id: contacts.id,
      email: contacts.email,
      firstName: contacts.firstName,
      lastName: contacts.lastName,
      country: contacts.country,
      source: contacts.source,
      createdAt: contacts.createdAt,
      restrictedAt: contacts.restrictedAt,
      suppressedAs,
      newsletterCount,
    })
    .from(contacts)
    .where(and(owned(contacts, actor), after(sort, from, actor), matching))
    .orderBy(orders[sort])
    .limit(limit);
  const states = Map.groupBy(
    await mailStates(
      db,
      actor.workspaceId,
      rows.map(({ id }) => id),
      filters.newsletterId,
    ),
    (state) => state.contactId,
  );
  return rows.map(({ suppressedAs, restrictedAt, ...row }) => ({
    ...row,
    mail: restrictedAt ? "restricted" : mailOf(suppressedAs, states.get(row.id) ?? []),
  }));
}

/** Names the order of bytes, which contacts_email_bytes has. */
const byAddress = sql`${contacts.email} collate "C"`;

const orders = {
  newest: desc(contacts.id),
  oldest: asc(contacts.id),
  address: asc(byAddress),
  address_desc: desc(byAddress),
};

function after(sort: ContactSort, from: string | undefined, { workspaceId }: Member): SQL | undefined {
  if (!from) return undefined;
  const address = sql`(select c.email collate "C" from contacts c where c.workspace_id = ${workspaceId} and c.id = ${from})`;
  return {
    newest: lt(contacts.id, from),
    oldest: gt(contacts.id, from),
    address: gt(byAddress, address),
    address_desc: lt(byAddress, address),
  }[sort];
}

function mailOf(suppressedAs: SkipReason | null, states: MailState[]): "gets" | "none" | SkipReason {
  if (states.some((state) => state.refusal === null)) return "gets";
  return suppressedAs ?? states[0]?.refusal ?? "none";
}
