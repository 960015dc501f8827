import type { Enqueue } from "#lib/core/jobs/jobs.ts";
import { turnWhenSent } from "#lib/mail/platform/mail-turn.ts";
import { type RequestMailKind, requestMails } from "./request-mail-queue.ts";

type About = { workspaceId: string; id: string; byLetter?: boolean };

/** Queues what a person is told about their request. It takes the turn of their mailbox while sending; a letter is not mailed. */
export async function mailAboutRequest(
  enqueue: Enqueue,
  { workspaceId, id: requestId, byLetter = false }: About,
  about: Exclude<RequestMailKind, "proof">,
): Promise<void> {
  if (byLetter) return;
  await enqueue(requestMails, { workspaceId, requestId, about }, { turn: turnWhenSent() });
}
