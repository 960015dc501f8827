import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { contactFilters } from "#lib/audience/contacts/filters.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkFilterParts } from "./filter-parts.ts";
import { filtersToKeep, segmentName } from "./kept-filters.ts";

/** The most segments of a workspace, because each is counted anew where they are listed. */
export const mostSegments = 30;

/** Keeps the filters of the list of contacts under a name. Who belongs to a segment is asked anew each time. */
export const createSegment = command({
  name: "segment.create",
  allow: workspaceMember,
  once: true,
  input: z.object({ name: segmentName, ...contactFilters }),
  async run({ tx, actor: { workspaceId, userId } }, { name, ...given }) {
    const filters = filtersToKeep(given);
    await oneAtATime(tx, { workspaceId }, "segments");
    await checkFilterParts(tx, { workspaceId }, filters);
    const [size] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from segments where workspace_id = ${workspaceId}`,
    );
    if ((size?.n ?? 0) >= mostSegments)
      throw invalid({ name: `A workspace has at most ${mostSegments} segments. Delete one first.` });
    const id = uuidv7();
    const [made] = await tx
      .insert(segments)
      .values({ workspaceId, id, name, filters, createdBy: userId })
      .onConflictDoNothing()
      .returning({ id: segments.id });
    if (!made) throw invalid({ name: "There is a segment of this name." });
    return { result: { id }, audit: { target: null, detail: { name } } };
  },
});
