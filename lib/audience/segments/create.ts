import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { contactFilters } from "#lib/audience/contacts/filters.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/** The most segments of a workspace, because each is counted anew where they are listed. */
export const mostSegments = 30;

/** Keeps the filters of the list of contacts under a name. Who belongs to a segment is asked anew each time. */
export const createSegment = command({
  name: "segment.create",
  allow: workspaceMember,
  once: true,
  input: z.object({ name: text({ max: 100 }).min(1, "Enter a name."), ...contactFilters }),
  async run({ tx, actor: { workspaceId, userId } }, { name, ...given }) {
    const filters = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
    );
    if (Object.keys(filters).length === 0)
      throw invalid({ name: "Filter the list first: a segment of everybody is the list itself." });
    await oneAtATime(tx, { workspaceId }, "segments");
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
