import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { type ContactFilters, contactFilters } from "#lib/audience/contacts/filters.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns a segment's name and filters, those that this version can read; null where it was deleted. */
export const getSegment = query({
  name: "segment.get",
  allow: workspaceViewer,
  input: z.object({ segmentId: z.uuid() }),
  async run({ db, actor }, { segmentId }) {
    const [found] = await db
      .select({ id: segments.id, name: segments.name, filters: segments.filters })
      .from(segments)
      .where(and(owned(segments, actor), eq(segments.id, segmentId)));
    if (!found) return null;
    const filters: Partial<ContactFilters> = z.object(contactFilters).safeParse(found.filters).data ?? {};
    return { id: found.id, name: found.name, filters };
  },
});
