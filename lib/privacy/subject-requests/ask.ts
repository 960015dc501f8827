import { z } from "zod";
import { requestMails } from "#lib/audience/contacts/request-mail-queue.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { mailTurn } from "#lib/mail/platform/mail-turn.ts";
import { insertRequest } from "./begin-request.ts";
import { requestKind, requestWords } from "./fields.ts";
import { requestForm } from "./request-form.ts";

/**
 * Takes a request from the page that anybody may open. It counts once the person proved their address by the mailed link; known
 * and unknown addresses are mailed alike, because also "we hold nothing" is an answer that is owed (GDPR 15(1)).
 * Past the limits of its mailbox the mail waits, and the request keeps its day: it may be the one that the person sent.
 * @throws AppError notFound for no workspace, unavailable.
 */
export const askRequest = command({
  name: "subject_request.ask",
  allow: visitor,
  input: z.object({
    workspaceId: z.uuid(),
    email: emailAddress,
    kind: requestKind,
    words: requestWords,
    locale: z.enum(locales),
  }),
  async prepare(_actor, { workspaceId, email }) {
    if (!(await requestForm(workspaceId))) throw notFound("workspace");
    return mailTurn({ kind: "request", workspaceId, email });
  },
  async run({ tx, actor, vault, enqueue, enterWorkspace }, { workspaceId, ...asked }, turn) {
    await enterWorkspace(workspaceId);
    const { ip, userAgent } = actor.origin;
    const emailHash = await vault.emailHash(workspaceId, asked.email);
    const requestId = await insertRequest(tx, {
      workspaceId,
      ...asked,
      channel: "form",
      emailHash,
      ip,
      userAgent,
    });
    await enqueue(requestMails, { workspaceId, requestId, about: "proof" }, { turn });
    return { result: undefined, audit: { workspaceId, target: requestId, detail: { kind: asked.kind } } };
  },
});
