import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Deletes a saved filter. The contacts stay. */
export const deleteSegment = command({
  name: "segment.delete",
  allow: workspaceMember,
  input: z.object({ segmentId: z.uuid() }),
  async run({ tx, actor }, { segmentId }) {
    const [gone] = await tx
      .delete(segments)
      .where(and(owned(segments, actor), eq(segments.id, segmentId)))
      .returning({ name: segments.name });
    if (!gone) throw notFound("segment");
    return { result: gone, audit: { target: null, detail: { name: gone.name } } };
  },
});
