import { and, desc, exists, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { contactFilters, isLeftOut, matches, onNewsletter } from "./filters.ts";
import { type MailState, mailStates } from "./mail-states.ts";

/**
 * Reason a contact gets no mail at all, or null. Writes the table's name out, because drizzle leaves
 * it out of selected columns.
 */
const suppressedAs = sql<SkipReason | null>`(select s.reason from suppressions s
  where s.workspace_id = "contacts"."workspace_id" and s.email_hash = "contacts"."email_hash"
    and s.newsletter_id is null and s.lifted_at is null limit 1)`;

const newsletterCount = sql<number>`(select count(*)::int from subscriptions s
  where s.contact_id = "contacts"."id" and s.confirmed_at is not null and s.unsubscribed_at is null)`;

/**
 * Returns the workspace's contacts, newest first. `search` matches the start of an address or name.
 * `mail` is "gets" when a newsletter (the given one) reaches them, otherwise the reason none does;
 * "none" without a subscription.
 */
export const listContacts = query({
  name: "contact.list",
  allow: workspaceViewer,
  input: z.object({
    ...pageInput,
    ...contactFilters,
  }),
  async run({ db, actor }, { cursor, limit, search, newsletterId, leftOut }) {
    const rows = await db
      .select({
        id: contacts.id,
        email: contacts.email,
        firstName: contacts.firstName,
        lastName: contacts.lastName,
        country: contacts.country,
        source: contacts.source,
        createdAt: contacts.createdAt,
        suppressedAs,
        newsletterCount,
      })
      .from(contacts)
      .where(
        and(
          owned(contacts, actor),
          cursor ? lt(contacts.id, cursor) : undefined,
          search ? matches(search) : undefined,
          newsletterId && !leftOut
            ? exists(db.select({ one: sql`1` }).from(subscriptions).where(onNewsletter(newsletterId)))
            : undefined,
          newsletterId && leftOut ? isLeftOut(actor.workspaceId, newsletterId, leftOut) : undefined,
        ),
      )
      .orderBy(desc(contacts.id))
      .limit(limit + 1);
    const page = paged(rows, limit);
    const ids = page.rows.map((row) => row.id);
    const states = Map.groupBy(
      await mailStates(db, actor.workspaceId, ids, newsletterId),
      (state) => state.contactId,
    );
    return {
      ...page,
      rows: page.rows.map((row) => ({ ...row, mail: mailOf(row.suppressedAs, states.get(row.id) ?? []) })),
    };
  },
});

function mailOf(suppressedAs: SkipReason | null, states: MailState[]): "gets" | "none" | SkipReason {
  if (states.some((state) => state.refusal === null)) return "gets";
  return suppressedAs ?? states[0]?.refusal ?? "none";
}
