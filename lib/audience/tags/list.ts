import { asc, sql } from "drizzle-orm";
import { z } from "zod";
import { tags } from "#db/schema/tags.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostTagsOfWorkspace } from "./find-or-make.ts";

/** Returns the workspace's tags by name, each with the number of contacts that bear it. */
export const listTags = query({
  name: "tag.list",
  allow: workspaceViewer,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({
        id: tags.id,
        name: tags.name,
        contacts: sql<number>`(select count(*)::int from contact_tags t
          where t.workspace_id = "tags"."workspace_id" and t.tag_id = "tags"."id")`,
      })
      .from(tags)
      .where(owned(tags, actor))
      .orderBy(asc(sql`lower(${tags.name})`))
      .limit(mostTagsOfWorkspace),
});
