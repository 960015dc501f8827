import { and, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { contactFilters, filtered, isExact } from "./filters.ts";

/** The most rows to count: the same number as on the dashboard, so that both say the same. */
const most = 100_000;

/** The most rows to count of a search, because each is read to be counted. */
const mostFound = 1000;

/**
 * Counts the contacts of a list, exactly up to 100,000, or 1,000 of a search; past that the page shows "more than". Null for
 * a state that only the rows themselves tell.
 */
export const countContacts = query({
  name: "contact.count",
  allow: workspaceViewer,
  input: z.object(contactFilters),
  async run({ db, actor }, filters): Promise<{ count: number; more: boolean } | null> {
    if (!isExact(filters)) return null;
    const upTo = filters.search ? mostFound : most;
    const some = db
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(owned(contacts, actor), await filtered(db, filters, actor.workspaceId, upTo)))
      .limit(upTo + 1)
      .as("some");
    const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some);
    return { count: Math.min(row?.count ?? 0, upTo), more: (row?.count ?? 0) > upTo };
  },
});
