import { and, desc, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { type Reach, reachOf } from "./reach.ts";
import { subscriberCounts } from "./subscriber-counts.ts";

/** The most newsletters of one page whose reach is counted. */
const reachedAtMost = 50;

/**
 * Returns the workspace's newsletters, newest first, or the archived ones. Each has its number of subscribers and, up to 50
 * of them, its reach; null where there are too many subscriptions to count, or `reach` is false.
 */
export const listNewsletters = query({
  name: "newsletter.list",
  allow: orKey(workspaceViewer, "newsletters:read"),
  input: z.object({ ...pageInput, archived: z.boolean().default(false), reach: z.boolean().default(true) }),
  async run({ db, actor }, { cursor, limit, archived, reach }) {
    const rows = await db
      .select({
        id: newsletters.id,
        name: newsletters.name,
        description: newsletters.description,
        confirmationRequired: newsletters.confirmationRequired,
        visibility: newsletters.visibility,
        createdAt: newsletters.createdAt,
        archivedAt: newsletters.archivedAt,
        ...subscriberCounts,
      })
      .from(newsletters)
      .where(
        and(
          owned(newsletters, actor),
          archived ? isNotNull(newsletters.archivedAt) : isNull(newsletters.archivedAt),
          cursor ? lt(newsletters.id, cursor) : sql`true`,
        ),
      )
      .orderBy(desc(newsletters.id))
      .limit(limit + 1);
    const page = paged(rows, limit);
    const reached: ((typeof page.rows)[number] & { reach: Reach | null })[] = [];
    for (const [at, row] of page.rows.entries())
      reached.push({
        ...row,
        reach: reach && at < reachedAtMost ? await reachOf(db, actor.workspaceId, row.id) : null,
      });
    return { ...page, rows: reached };
  },
});
