import { z } from "zod";
import { requestMails } from "#lib/audience/contacts/request-mail-queue.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { mailTurn } from "#lib/mail/platform/mail-turn.ts";
import { insertRequest } from "./begin-request.ts";
import { requestKind, requestWords } from "./fields.ts";
import { requestForm } from "./request-form.ts";
import { spendMark } from "./spend-mark.ts";

/**
 * Takes a request from the page that anybody may open. It counts once the person proved their address by the mailed link; known
 * and unknown addresses are mailed alike, because also "we hold nothing" is an answer that is owed (GDPR 15(1)).
 * Past the limits of its mailbox the mail waits, and the request keeps its day: it may be the one that the person sent.
 * @throws AppError notFound for no workspace, conflict for a form that was sent already, unavailable.
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
    /** The form that was pressed, which sends one request. */
    press: z.object({ mark: bounded(500), text: bounded(10_000) }).optional(),
  }),
  async prepare(_actor, { workspaceId, email }) {
    if (!(await requestForm(workspaceId))) throw notFound("workspace");
    return mailTurn({ kind: "request", workspaceId, email });
  },
  async run({ tx, actor, vault, enqueue, enterWorkspace }, { workspaceId, press, ...asked }, turn) {
    await enterWorkspace(workspaceId);
    if (press && !(await spendMark(tx, press))) throw conflict("This form was sent already.");
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
