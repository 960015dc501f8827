import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { subjectRequests } from "#db/schema/subject-requests.ts";

const chosenOf = (requestId: string, requestIds: string[]) =>
  requestIds.length > 0 ? requestIds : [requestId];

const sameAs = (workspaceId: string, ids: string[]) => sql`exists (select from subject_requests c
  where c.workspace_id = ${workspaceId} and c.id in (${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}) and c.email_hash = ${subjectRequests.emailHash} and c.kind = ${subjectRequests.kind} and c.words is not distinct from ${subjectRequests.words})`;

type Chosen = { workspaceId: string; requestId: string; requestIds: string[] };

/**
 * Returns the condition of requests that a proof's link may end the wait of: those chosen of its mailbox, or its own, while the link
 * is good. With "disowned" also after its days, and with all of the same kind and words, because a line of the page stands for them.
 */
export const waitingWith = ({ workspaceId, requestId, requestIds }: Chosen, when?: "disowned") =>
  and(
    eq(subjectRequests.workspaceId, workspaceId),
    when
      ? sameAs(workspaceId, chosenOf(requestId, requestIds))
      : inArray(subjectRequests.id, chosenOf(requestId, requestIds)),
    isNull(subjectRequests.identifiedAt),
    isNull(subjectRequests.closedAt),
    sql`exists (select from subject_requests l where l.workspace_id = ${workspaceId} and l.id = ${requestId}
      and l.email_hash = ${subjectRequests.emailHash} and l.closed_at is null ${when ? sql`` : sql`and l.proof_until > now()`})`,
  );
