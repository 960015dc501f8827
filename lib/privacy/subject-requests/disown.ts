import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { proofOf } from "./look.ts";

/**
 * Ends a request that its mailbox's owner did not send, before it counted.
 * @throws AppError notFound for a link that is none, conflict for a request that counts or ended.
 */
export const disownRequest = command({
  name: "subject_request.disown",
  allow: visitor,
  input: z.object({ token: bounded(100) }),
  prepare: (_actor, given) => proofOf(given),
  async run({ tx, enterWorkspace }, _input, { workspaceId, requestId }) {
    await enterWorkspace(workspaceId);
    const [ended] = await tx
      .update(subjectRequests)
      .set({ closedAt: sql`now()`, outcome: "disowned" })
      .where(
        and(
          eq(subjectRequests.workspaceId, workspaceId),
          eq(subjectRequests.id, requestId),
          isNull(subjectRequests.identifiedAt),
          isNull(subjectRequests.closedAt),
        ),
      )
      .returning({ kind: subjectRequests.kind });
    if (!ended) throw conflict("This request counts already, or has ended.");
    return { result: undefined, audit: { workspaceId, target: requestId, detail: { kind: ended.kind } } };
  },
});
