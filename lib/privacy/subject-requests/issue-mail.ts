import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { type RequestMailKind, requestMailKinds } from "#lib/audience/contacts/request-mail-queue.ts";
import type { LogoRow } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { PROOF_DAYS } from "./fields.ts";
import { requestToken } from "./link-token.ts";
import type { LinkPurpose } from "./look.ts";

/**
 * Returns what a mail about a request says. A link's token is kept as its hash alone, and its days begin with the first try. Null:
 * nobody is to be mailed any more.
 */
export const issueRequestMail = command({
  name: "subject_request.issue_mail",
  allow: workspaceJob,
  input: z.object({ requestId: z.uuid(), about: z.enum(requestMailKinds) }),
  async run({ tx, actor, vault }, { requestId, about }) {
    const here = and(
      owned(subjectRequests, actor),
      eq(subjectRequests.id, requestId),
      eq(subjectRequests.byLetter, false),
    );
    const [found] = await tx
      .select({
        kind: subjectRequests.kind,
        channel: subjectRequests.channel,
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
        colour: sql<SenderColour>`${workspaces.senderColour}`,
        logo: sql<LogoRow>`case when ${workspaces.createdAt} < now() - interval '7 days' then logo_of(${workspaces.id}, null) end`,
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
    const purpose = purposeOf(about, found);
    const token = purpose && requestToken(await vault.linkKey(), purpose, requestId);
    if (token)
      await tx
        .update(subjectRequests)
        .set(
          purpose === "proof"
            ? {
                proofHash: hashToken(token),
                proofUntil: sql`coalesce(proof_until, now() + make_interval(days => ${PROOF_DAYS}))` as never,
              }
            : { bundleHash: hashToken(token) },
        )
        .where(here);
    return { result: { ...found, email: found.email, token }, audit };
  },
});

type Bundled = { bundleUntil: Date | null; bundleWithdrawnAt: Date | null };

/** Returns what the link of a mail opens; null for a mail without one. */
function purposeOf(about: RequestMailKind, { bundleUntil, bundleWithdrawnAt }: Bundled): LinkPurpose | null {
  if (about === "proof") return "proof";
  return about === "answer" && bundleUntil && !bundleWithdrawnAt ? "bundle" : null;
}
