import { and, asc, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { segments } from "#db/schema/segments.ts";
import { type ContactFilters, contactFilters, filtered, isExact } from "#lib/audience/contacts/filters.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostSegments } from "./create.ts";

/** The most contacts that are counted of one segment. */
const most = 10_000;

const stored = z.object(contactFilters);

/**
 * Returns the segments by name with their filters and how many contacts belong to each right now. `count` is null for a
 * state that only the rows themselves tell, and for filters that an older version kept and this one cannot read.
 */
export const listSegments = query({
  name: "segment.list",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db
      .select({ id: segments.id, name: segments.name, filters: segments.filters })
      .from(segments)
      .where(owned(segments, actor))
      .orderBy(asc(sql`lower(${segments.name})`))
      .limit(mostSegments);
    const counted = [];
    for (const row of rows) {
      const read = stored.safeParse(row.filters);
      const filters: Partial<ContactFilters> = read.success ? read.data : {};
      let count: number | null = null;
      if (read.success && isExact(read.data)) {
        const some = db
          .select({ id: contacts.id })
          .from(contacts)
          .where(and(owned(contacts, actor), await filtered(db, read.data, actor.workspaceId)))
          .limit(most + 1)
          .as("some");
        const [size] = await db.select({ n: sql<number>`count(*)::int` }).from(some);
        count = size?.n ?? 0;
      }
      counted.push({ id: row.id, name: row.name, filters, count, more: (count ?? 0) > most });
    }
    return counted;
  },
});
