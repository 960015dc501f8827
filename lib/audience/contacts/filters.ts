import { and, eq, ilike, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { type SkipReason, skipReasons } from "#lib/audience/suppressions/reasons.ts";
import { text } from "#lib/core/text.ts";

/** Filters for a list of contacts and its count. */
export const contactFilters = {
  search: text({ max: 254 }).default(""),
  newsletterId: z.uuid().optional(),
  /** Those of the newsletter who get none of its mail: for this reason, or for any. */
  leftOut: z.enum(["any", ...(Object.keys(skipReasons) as [SkipReason, ...SkipReason[]])]).optional(),
};

/** Returns the condition that a contact of the newsletter gets none of its mail, by the one rule of who may be mailed. */
export function isLeftOut(workspaceId: string, newsletterId: string, reason: SkipReason | "any"): SQL {
  const why = reason === "any" ? sql`refusal is not null` : sql`refusal = ${reason}`;
  return sql`${contacts.id} in (select contact_id from (${audienceOf(workspaceId, newsletterId)}) audience where ${why})`;
}

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
