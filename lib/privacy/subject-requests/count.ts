import { and, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns how many requests wait for an answer, how many are overdue, and the nearest day of those. */
export const countRequests = query({
  name: "subject_request.count",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const [row] = await db
      .select({
        open: sql<number>`count(*)::int`,
        overdue: sql<number>`(count(*) filter (where due_on < (select (now() at time zone w.time_zone)::date from workspaces w
          where w.id = ${actor.workspaceId})))::int`,
        nextDue: sql<string | null>`min(due_on)::text`,
      })
      .from(subjectRequests)
      .where(
        and(
          owned(subjectRequests, actor),
          isNotNull(subjectRequests.identifiedAt),
          isNull(subjectRequests.closedAt),
        ),
      );
    return row ?? { open: 0, overdue: 0, nextDue: null };
  },
});
