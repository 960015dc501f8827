import { and, desc, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { subscriberCounts } from "./subscriber-counts.ts";

/** Returns the workspace's newsletters, newest first, each with its number of subscribers. */
export const listNewsletters = query({
  name: "newsletter.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select({
        id: newsletters.id,
        name: newsletters.name,
        description: newsletters.description,
        createdAt: newsletters.createdAt,
        ...subscriberCounts,
      })
      .from(newsletters)
      .where(
        and(
          owned(newsletters, actor),
          isNull(newsletters.archivedAt),
          cursor ? lt(newsletters.id, cursor) : sql`true`,
        ),
      )
      .orderBy(desc(newsletters.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
