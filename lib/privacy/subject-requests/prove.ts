import { sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { tieToContact } from "./begin-request.ts";
import { proofOf } from "./look.ts";
import { waitingWith } from "./waiting-with.ts";

/**
 * Proves by the press on a mailed link that requests come from its mailbox (GDPR 12(6)): the link's own, or those that were chosen of
 * all that wait for the same proof. A second press changes nothing.
 * @throws AppError notFound for a link that is none, conflict for one that was used or is over.
 */
export const proveRequest = command({
  name: "subject_request.prove",
  allow: visitor,
  input: z.object({ token: bounded(100), requestIds: z.array(z.uuid()).max(20).default([]) }),
  prepare: (_actor, given) => proofOf(given),
  async run({ tx, enqueue, enterWorkspace }, { requestIds }, { workspaceId, requestId }) {
    await enterWorkspace(workspaceId);
    const proved = await tx
      .update(subjectRequests)
      .set({ identifiedAt: sql`now()` })
      .where(waitingWith({ workspaceId, requestId, requestIds }))
      .returning({
        id: subjectRequests.id,
        kind: subjectRequests.kind,
        email: subjectRequests.email,
        dueOn: subjectRequests.dueOn,
      });
    if (proved.length === 0) throw conflict("This link was used before, or is over.");
    const entries: AuditEntry[] = [];
    for (const { id, kind, email } of proved) {
      const contactId = email && (await tieToContact(tx, { workspaceId, requestId: id, kind, email }));
      await mailAboutRequest(enqueue, { workspaceId, id }, "received");
      entries.push({ workspaceId, target: id, detail: { kind, known: Boolean(contactId) } });
    }
    const [audit = {}, ...others] = entries;
    return {
      result: proved.map(({ kind, dueOn }) => ({ kind, dueOn })),
      audit,
      also: others.map((entry) => ({ action: "subject_request.prove", result: "done" as const, entry })),
    };
  },
});
