import { and, asc, sql } from "drizzle-orm";
import { z } from "zod";
import { contactFields } from "#db/schema/contact-fields.ts";
import { contacts } from "#db/schema/contacts.ts";
import { segments } from "#db/schema/segments.ts";
import { tags } from "#db/schema/tags.ts";
import { type ContactFilters, contactFilters, filtered, isExact } from "#lib/audience/contacts/filters.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostSegments } from "./create.ts";

/** The most contacts that are counted of one segment. */
const most = 10_000;

const stored = z.object(contactFilters);

/**
 * Returns the segments by name with their filters and how many contacts belong to each right now. `count` is null for a
 * state that only the rows themselves tell, and for filters that an older version kept and this one cannot read. `missing` is the part of
 * the filter that was deleted, for which it holds nobody.
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
    const [tagIds, fieldIds] = [await idsOf(db, actor, tags), await idsOf(db, actor, contactFields)];
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
      const missing: "tag" | "field" | null =
        filters.tagId && !tagIds.has(filters.tagId)
          ? "tag"
          : filters.fieldId && !fieldIds.has(filters.fieldId)
            ? "field"
            : null;
      counted.push({ id: row.id, name: row.name, filters, count, more: (count ?? 0) > most, missing });
    }
    return counted;
  },
});

async function idsOf(
  db: Transaction,
  actor: Pick<Member, "workspaceId">,
  table: typeof tags | typeof contactFields,
) {
  const rows = await db.select({ id: table.id }).from(table).where(owned(table, actor)).limit(2000);
  return new Set(rows.map(({ id }) => id));
}
