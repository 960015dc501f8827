import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { work } from "#lib/core/work.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { mailTurn } from "#lib/mail/platform/mail-turn.ts";
import { type PlatformTransport, platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { sendOnce } from "#lib/mail/platform/send-once.ts";
import { confirmationContent, shownName } from "./content.ts";
import { confirmationMails } from "./mail-queue.ts";
import { questionOf } from "./question.ts";
import { recordMailed } from "./record-mailed.ts";

/** Mails the request to confirm, or a member's test of it. Transactional mail carries no unsubscribe link (docs/rules.md OC15). */
export const confirmationMail = job({
  ...confirmationMails,
  async run({ actor }, mail) {
    const transport = platformTransport();
    if (!("test" in mail)) {
      const { confirmation, held } = mail;
      if (held) return askForTurn(actor as WorkspaceJob, confirmation);
      return mailConfirmation(transport, actor as WorkspaceJob, confirmation);
    }
    const content = contentOf(mail, `${env().APP_URL}/confirm/test`);
    await sendOnce(transport, `confirmation:${mail.confirmation}`, async () => content);
  },
});

/** Queues a held mail anew: to be sent now, or to ask again when its mailbox may have another. */
export async function askForTurn(actor: WorkspaceJob, confirmation: string): Promise<void> {
  const question = await questionOf(actor, confirmation);
  if (!question) return;
  const { workspaceId } = actor;
  const kind = question.theirs ? "signup" : "told";
  const turn = await mailTurn({ kind, workspaceId, email: question.address });
  await work(actor, ({ enqueue }) => enqueue(confirmationMails, { workspaceId, confirmation }, { turn }));
}

/**
 * Mails the question of one signup at most once, and only while somebody waits for it.
 * @throws Error when another try may help.
 */
export async function mailConfirmation(
  transport: PlatformTransport,
  actor: WorkspaceJob,
  confirmationId: string,
): Promise<void> {
  const messageId = await sendOnce(transport, `confirmation:${confirmationId}`, async () => {
    const question = await questionOf(actor, confirmationId);
    if (!question) return null;
    const link = signLink(await linkKey(), "confirm", {
      workspaceId: actor.workspaceId,
      id: confirmationId,
    });
    return contentOf(question, `${env().APP_URL}/confirm/${link}`);
  });
  if (!messageId) return;
  try {
    await recordMailed(actor, { confirmationId, messageId });
  } catch (error) {
    // Erased while the message was under way: nothing is left to record.
    if (!(error instanceof AppError && error.code === "notFound")) throw error;
  }
}

type Question = Omit<NonNullable<Awaited<ReturnType<typeof questionOf>>>, "theirs">;

function contentOf(question: Question, url: string) {
  const { address, locale, sender, replyTo } = question;
  const { subject, content } = confirmationContent(wordsOf(locale), { ...question, url });
  return { to: { address }, subject, content, fromName: shownName(sender), replyTo };
}
