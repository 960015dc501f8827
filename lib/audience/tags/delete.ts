import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contactTags, tags } from "#db/schema/tags.ts";
import { refusePartInUse } from "#lib/audience/segments/filter-parts.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/**
 * Deletes a tag and takes it off all contacts. The contacts stay. Nothing brings back who had it, so that more than a few need an admin
 * with a fresh proof.
 * @throws AppError conflict where segments filter by it, and what `takePeople` throws.
 */
export const deleteTag = command({
  name: "tag.delete",
  allow: workspaceMember,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({ tagId: z.uuid(), expected: expectedCount }),
  async run(context, { tagId, expected }) {
    const { tx, actor } = context;
    await refusePartInUse(tx, actor, { tagId });
    const people = await tx.$count(contactTags, and(owned(contactTags, actor), eq(contactTags.tagId, tagId)));
    asConfirmed(expected, people, `${people.toLocaleString("en")} contacts have this tag`);
    await takePeople(context, { how: "untag", people, list: "goes", path: "/contacts" });
    const [gone] = await tx
      .delete(tags)
      .where(and(owned(tags, actor), eq(tags.id, tagId)))
      .returning({ name: tags.name });
    if (!gone) throw notFound("tag");
    return { result: gone, audit: { target: null, detail: { name: gone.name } } };
  },
});
