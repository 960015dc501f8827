import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { tieToContact } from "./begin-request.ts";
import { proofOf } from "./look.ts";

/**
 * Proves by the press on a mailed link that a request comes from its mailbox (GDPR 12(6)). A second press changes nothing.
 * @throws AppError notFound for a link that is none, conflict for one that was used or is over.
 */
export const proveRequest = command({
  name: "subject_request.prove",
  allow: visitor,
  input: z.object({ token: bounded(100) }),
  prepare: (_actor, given) => proofOf(given),
  async run({ tx, enqueue, enterWorkspace }, _input, { workspaceId, requestId }) {
    await enterWorkspace(workspaceId);
    const [proved] = await tx
      .update(subjectRequests)
      .set({ identifiedAt: sql`now()` })
      .where(
        and(
          eq(subjectRequests.workspaceId, workspaceId),
          eq(subjectRequests.id, requestId),
          isNull(subjectRequests.identifiedAt),
          isNull(subjectRequests.closedAt),
          sql`proof_until > now()`,
        ),
      )
      .returning({ kind: subjectRequests.kind, email: subjectRequests.email });
    if (!proved?.email) throw conflict("This link was used before, or is over.");
    const contactId = await tieToContact(tx, { workspaceId, requestId, ...proved, email: proved.email });
    await mailAboutRequest(enqueue, { workspaceId, id: requestId }, "received");
    return {
      result: undefined,
      audit: { workspaceId, target: requestId, detail: { kind: proved.kind, known: contactId !== null } },
    };
  },
});
