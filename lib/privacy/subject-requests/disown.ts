import { sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { proofOf } from "./look.ts";
import { waitingWith } from "./waiting-with.ts";

/**
 * Ends requests that their mailbox's owner did not send, before they counted: the link's own, or those chosen of all that wait.
 * @throws AppError notFound for a link that is none, conflict for a request that counts or ended.
 */
export const disownRequest = command({
  name: "subject_request.disown",
  allow: visitor,
  input: z.object({ token: bounded(100), requestIds: z.array(z.uuid()).max(20).default([]) }),
  prepare: (_actor, given) => proofOf(given),
  async run({ tx, enterWorkspace }, { requestIds }, { workspaceId, requestId }) {
    await enterWorkspace(workspaceId);
    const ended = await tx
      .update(subjectRequests)
      .set({ closedAt: sql`now()`, outcome: "disowned" })
      .where(waitingWith({ workspaceId, requestId, requestIds }, "disowned"))
      .returning({ id: subjectRequests.id, kind: subjectRequests.kind });
    if (ended.length === 0) throw conflict("This request counts already, or has ended.");
    const [audit = {}, ...others] = ended.map(({ id, kind }) => ({
      workspaceId,
      target: id,
      detail: { kind },
    }));
    return {
      result: undefined,
      audit,
      also: others.map((entry) => ({ action: "subject_request.disown", result: "done" as const, entry })),
    };
  },
});
