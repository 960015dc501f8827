import { and, eq } from "drizzle-orm";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/**
 * Returns a request that waits for an answer, locked until the transaction ends, so that of two answers at once only one counts.
 * @throws AppError notFound, or conflict when its person is not proved or it was answered.
 */
export async function lockOpenRequest(tx: Transaction, actor: { workspaceId: string }, requestId: string) {
  const [request] = await tx
    .select({
      id: subjectRequests.id,
      workspaceId: subjectRequests.workspaceId,
      byLetter: subjectRequests.byLetter,
      kind: subjectRequests.kind,
      channel: subjectRequests.channel,
      email: subjectRequests.email,
      emailHash: subjectRequests.emailHash,
      contactId: subjectRequests.contactId,
      receivedOn: subjectRequests.receivedOn,
      dueOn: subjectRequests.dueOn,
      extendedAt: subjectRequests.extendedAt,
      identifiedAt: subjectRequests.identifiedAt,
      closedAt: subjectRequests.closedAt,
    })
    .from(subjectRequests)
    .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId)))
    .for("update");
  if (!request) throw notFound("request");
  if (request.closedAt) throw conflict("This request was answered meanwhile.");
  if (!request.identifiedAt || !request.email)
    throw conflict("This person has not proved yet that the request is theirs.");
  return { ...request, email: request.email };
}
