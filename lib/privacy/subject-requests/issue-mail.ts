import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { PROOF_DAYS } from "./fields.ts";
import { requestMailKinds } from "./mail-queue.ts";

/**
 * Returns what a mail about a request says. A mail with a link gets a new token, of which only the hash is kept; the link of an
 * earlier try ends. Null: nobody is to be mailed any more.
 */
export const issueRequestMail = command({
  name: "subject_request.issue_mail",
  allow: workspaceJob,
  input: z.object({ requestId: z.uuid(), about: z.enum(requestMailKinds) }),
  async run({ tx, actor }, { requestId, about }) {
    const here = and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId));
    const [found] = await tx
      .select({
        kind: subjectRequests.kind,
        email: subjectRequests.email,
        locale: subjectRequests.locale,
        dueOn: subjectRequests.dueOn,
        extension: subjectRequests.extension,
        outcome: subjectRequests.outcome,
        answer: subjectRequests.answer,
        contactId: subjectRequests.contactId,
        closedAt: subjectRequests.closedAt,
        identifiedAt: subjectRequests.identifiedAt,
        answerMailedAt: subjectRequests.answerMailedAt,
        bundleUntil: subjectRequests.bundleUntil,
        bundleWithdrawnAt: subjectRequests.bundleWithdrawnAt,
        sender: sql<string>`coalesce(${workspaces.senderName}, ${workspaces.name})`,
        postalAddress: workspaces.postalAddress,
      })
      .from(subjectRequests)
      .innerJoin(workspaces, eq(workspaces.id, subjectRequests.workspaceId))
      .where(here);
    if (!found) throw notFound("request");
    const over = {
      proof: found.closedAt !== null || found.identifiedAt !== null,
      received: found.closedAt !== null,
      extended: found.closedAt !== null,
      answer: found.closedAt === null || found.answerMailedAt !== null,
    };
    const audit = { target: requestId, detail: { kind: found.kind, about } };
    if (over[about] || found.email === null) return { result: null, audit };
    let token: string | null = null;
    if (about === "proof") {
      token = randomToken();
      const until = sql`now() + make_interval(days => ${PROOF_DAYS})`;
      await tx
        .update(subjectRequests)
        .set({ proofHash: hashToken(token), proofUntil: until as never })
        .where(here);
    } else if (about === "answer" && found.bundleUntil && !found.bundleWithdrawnAt) {
      token = randomToken();
      await tx
        .update(subjectRequests)
        .set({ bundleHash: hashToken(token) })
        .where(here);
    }
    return { result: { ...found, email: found.email, token }, audit };
  },
});
