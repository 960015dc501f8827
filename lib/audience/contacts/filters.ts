import { and, eq, ilike, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { text } from "#lib/core/text.ts";

/** Filters for a list of contacts and its count. */
export const contactFilters = {
  search: text({ max: 254 }).default(""),
  newsletterId: z.uuid().optional(),
};

/** Returns the condition that an address or a name starts with the typed text. */
export function matches(search: string): SQL | undefined {
  const start = `${search.replace(/[\\%_]/g, "\\$&")}%`;
  return or(ilike(contacts.email, start), ilike(contacts.firstName, start), ilike(contacts.lastName, start));
}

/** Returns the condition that a contact gets this newsletter: it confirmed and did not leave. */
export const onNewsletter = (newsletterId: string) =>
  and(
    eq(subscriptions.newsletterId, newsletterId),
    eq(subscriptions.contactId, contacts.id),
    sql`${subscriptions.confirmedAt} is not null and ${subscriptions.unsubscribedAt} is null`,
  );
