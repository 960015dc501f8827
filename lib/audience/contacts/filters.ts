import { and, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { endsSoon, hasGrant, holdsLonger } from "#lib/audience/holding-grants.ts";
import { bounded, text } from "#lib/core/text.ts";
import { matchesWords } from "./search.ts";

/** States a list can be narrowed to. "gets" and "consent" are checked row by row, by the one rule of sending. */
export const mailFilters = [
  "gets",
  "unsubscribed",
  "bounced",
  "complained",
  "manual",
  "unconfirmed",
  "consent",
  "none",
] as const;
export type MailFilter = (typeof mailFilters)[number];

/** Grounds a list can be narrowed to: of a grant that holds, one that ends within 30 days, or none that holds. */
export const groundFilters = [
  "express",
  "implied_purchase",
  "implied_inquiry",
  "legitimate_interest",
  "ending",
  "none",
] as const;
export type GroundFilter = (typeof groundFilters)[number];

/** Filters for a list of contacts, its count and its export. */
export const contactFilters = {
  search: text({ max: 254 }).default(""),
  newsletterId: z.uuid().optional(),
  country: bounded(2)
    .regex(/^[A-Z]{2}$/)
    .optional(),
  mail: z.enum(mailFilters).optional(),
  ground: z.enum(groundFilters).optional(),
};

export type ContactFilters = z.output<z.ZodObject<typeof contactFilters>>;

/** Returns the condition of every filter. For "gets" and "consent" it admits everybody with an active subscription. */
export function filtered(
  { search, newsletterId, country, mail, ground }: ContactFilters,
  workspaceId: string,
): SQL {
  const parts = [sql`true`];
  if (search) parts.push(matchesWords(search, workspaceId));
  if (newsletterId) parts.push(sql`exists (select from subscriptions where ${onNewsletter(newsletterId)})`);
  if (country) parts.push(eq(contacts.country, country));
  if (mail) parts.push(mailCondition(mail, workspaceId));
  if (ground) parts.push(groundCondition(ground, workspaceId));
  return sql.join(parts, sql` and `);
}

/** Returns the condition that a contact gets this newsletter: it confirmed and did not leave. */
export const onNewsletter = (newsletterId: string) =>
  and(
    eq(subscriptions.workspaceId, contacts.workspaceId),
    eq(subscriptions.newsletterId, newsletterId),
    eq(subscriptions.contactId, contacts.id),
    sql`${subscriptions.confirmedAt} is not null and ${subscriptions.unsubscribedAt} is null`,
  );

const subscribed = (which: string) =>
  sql.raw(`exists (select from subscriptions s where s.workspace_id = contacts.workspace_id
    and s.contact_id = contacts.id ${which})`);

function mailCondition(mail: MailFilter, workspaceId: string): SQL {
  const suppressed = (reason: string) => sql`contacts.email_hash in (select s.email_hash from suppressions s
    where s.workspace_id = ${workspaceId} and s.reason = ${reason} and s.newsletter_id is null and s.lifted_at is null)`;
  const active = subscribed("and s.confirmed_at is not null and s.unsubscribed_at is null");
  switch (mail) {
    case "none":
      return sql`not ${subscribed("")}`;
    case "unconfirmed":
      return subscribed("and s.confirmed_at is null and s.unsubscribed_at is null");
    case "unsubscribed":
      return sql`(${subscribed("and s.unsubscribed_at is not null")} or ${suppressed(mail)})`;
    case "bounced":
    case "complained":
    case "manual":
      return suppressed(mail);
    default:
      return active;
  }
}

function groundCondition(ground: GroundFilter, workspaceId: string): SQL {
  const granted = (which: SQL) => hasGrant(which, workspaceId, "contacts");
  if (ground === "none") return sql`not ${granted(sql`true`)}`;
  if (ground === "ending") return sql`${granted(endsSoon)} and not ${granted(holdsLonger)}`;
  return granted(sql`k.basis = ${ground}`);
}

/** Returns whether a row's own state belongs to a filter. */
export function inMailFilter(filter: MailFilter | undefined, mail: string): boolean {
  if (!filter) return true;
  if (filter === "consent")
    return ["no_consent", "consent_expired", "consent_casl", "consent_country", "consent_withdrawn"].includes(
      mail,
    );
  return filter === mail;
}
