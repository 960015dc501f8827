import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { subjectRequests } from "#db/schema/subject-requests.ts";

type Chosen = { workspaceId: string; requestId: string; requestIds: string[] };

/**
 * Returns the condition of requests that a proof's link may end the wait of: those chosen of its mailbox, or its own, while the link
 * is good, or with "also late" after its days.
 */
export const waitingWith = ({ workspaceId, requestId, requestIds }: Chosen, when?: "also late") =>
  and(
    eq(subjectRequests.workspaceId, workspaceId),
    inArray(subjectRequests.id, requestIds.length > 0 ? requestIds : [requestId]),
    isNull(subjectRequests.identifiedAt),
    isNull(subjectRequests.closedAt),
    sql`exists (select from subject_requests l where l.workspace_id = ${workspaceId} and l.id = ${requestId}
      and l.email_hash = ${subjectRequests.emailHash} and l.closed_at is null ${when ? sql`` : sql`and l.proof_until > now()`})`,
  );
