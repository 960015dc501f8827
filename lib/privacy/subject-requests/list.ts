import { and, asc, desc, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

export const requestStates = ["open", "unproved", "answered"] as const;
export type RequestState = (typeof requestStates)[number];

/** The most open requests on one page: who has more needs another tool. */
const mostOpen = 200;

const conditions: Record<RequestState, SQL | undefined> = {
  open: and(isNotNull(subjectRequests.identifiedAt), isNull(subjectRequests.closedAt)),
  unproved: and(isNull(subjectRequests.identifiedAt), isNull(subjectRequests.closedAt)),
  answered: isNotNull(subjectRequests.closedAt),
};

/**
 * Returns requests of one state: open ones by the day they are due, the others newest first. `daysLeft` counts in the workspace's
 * zone and is negative when the day has passed.
 */
export const listRequests = query({
  name: "subject_request.list",
  allow: workspaceViewer,
  input: z.object({ ...pageInput, state: z.enum(requestStates).default("open") }),
  async run({ db, actor }, { cursor, limit, state }) {
    const open = state === "open";
    const rows = await db
      .select({
        id: subjectRequests.id,
        kind: subjectRequests.kind,
        channel: subjectRequests.channel,
        email: subjectRequests.email,
        receivedOn: subjectRequests.receivedOn,
        dueOn: subjectRequests.dueOn,
        extendedAt: subjectRequests.extendedAt,
        closedAt: subjectRequests.closedAt,
        outcome: subjectRequests.outcome,
        daysLeft: sql<number>`due_on - (select (now() at time zone w.time_zone)::date from workspaces w where w.id = ${actor.workspaceId})`,
      })
      .from(subjectRequests)
      .where(
        and(
          owned(subjectRequests, actor),
          conditions[state],
          cursor && !open ? lt(subjectRequests.id, cursor) : undefined,
        ),
      )
      .orderBy(...(open ? [asc(subjectRequests.dueOn), asc(subjectRequests.id)] : [desc(subjectRequests.id)]))
      .limit(open ? mostOpen : limit + 1);
    return open ? { rows, nextCursor: null } : paged(rows, limit);
  },
});
