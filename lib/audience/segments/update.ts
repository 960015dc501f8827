import { and, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { contactFilters } from "#lib/audience/contacts/filters.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkFilterParts } from "./filter-parts.ts";
import { filtersToKeep, segmentName } from "./kept-filters.ts";

/**
 * Renames a segment or gives it another filter. Drafts narrowed to it follow; a scheduled campaign keeps the filter that it was scheduled
 * with.
 */
export const updateSegment = command({
  name: "segment.update",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 300,
    windowSeconds: 3600,
    words: "A workspace changes segments 300 times an hour.",
  },
  input: z.object({ segmentId: z.uuid(), name: segmentName, ...contactFilters }),
  async run({ tx, actor }, { segmentId, name, ...given }) {
    const filters = filtersToKeep(given);
    await oneAtATime(tx, { workspaceId: actor.workspaceId }, "segments");
    const mine = and(owned(segments, actor), eq(segments.id, segmentId));
    const [before] = await tx
      .select({ name: segments.name, filters: segments.filters })
      .from(segments)
      .where(mine)
      .for("update");
    if (!before) throw notFound("segment");
    await checkFilterParts(tx, actor, filters);
    const [other] = await tx
      .select({ id: segments.id })
      .from(segments)
      .where(
        and(
          owned(segments, actor),
          ne(segments.id, segmentId),
          sql`lower(${segments.name}) = lower(${name})`,
        ),
      );
    if (other) throw invalid({ name: "There is a segment of this name." });
    await tx.update(segments).set({ name, filters }).where(mine);
    const narrowed = JSON.stringify(sorted(before.filters)) !== JSON.stringify(sorted(filters));
    return {
      result: { id: segmentId, name },
      // A filter may name a person, so an entry says only that it changed.
      audit: {
        target: null,
        detail: { name, filterChanged: narrowed },
        ...(before.name !== name && { changed: { name: [before.name, name] } }),
      },
    };
  },
});

const sorted = (filters: Record<string, string>) =>
  Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1));
