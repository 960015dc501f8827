import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { tags } from "#db/schema/tags.ts";
import { refusePartInUse } from "#lib/audience/segments/filter-parts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Deletes a tag and takes it off all contacts. The contacts stay. @throws AppError conflict where segments filter by it. */
export const deleteTag = command({
  name: "tag.delete",
  allow: workspaceMember,
  input: z.object({ tagId: z.uuid() }),
  async run({ tx, actor }, { tagId }) {
    await refusePartInUse(tx, actor, { tagId });
    const [gone] = await tx
      .delete(tags)
      .where(and(owned(tags, actor), eq(tags.id, tagId)))
      .returning({ name: tags.name });
    if (!gone) throw notFound("tag");
    return { result: gone, audit: { target: null, detail: { name: gone.name } } };
  },
});
