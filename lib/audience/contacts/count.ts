import { and, exists, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { contactFilters, isLeftOut, matches, onNewsletter } from "./filters.ts";

/** Counts the contacts of a list, exactly up to ten thousand; past that the page shows "more than". */
export const countContacts = query({
  name: "contact.count",
  allow: workspaceViewer,
  input: z.object(contactFilters),
  async run({ db, actor }, { search, newsletterId, leftOut }) {
    const some = db
      .select({ id: contacts.id })
      .from(contacts)
      .where(
        and(
          owned(contacts, actor),
          search ? matches(search) : undefined,
          newsletterId && !leftOut
            ? exists(db.select({ one: sql`1` }).from(subscriptions).where(onNewsletter(newsletterId)))
            : undefined,
          newsletterId && leftOut ? isLeftOut(actor.workspaceId, newsletterId, leftOut) : undefined,
        ),
      )
      .limit(10_001)
      .as("some");
    const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some);
    return { count: Math.min(row?.count ?? 0, 10_000), more: (row?.count ?? 0) > 10_000 };
  },
});
