import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { sendContent } from "#lib/mail/platform/platform-mail.ts";
import { platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { confirmationContent } from "./content.ts";
import { confirmationMails } from "./mail-queue.ts";
import { recordMailed } from "./record-mailed.ts";

/** Mails the request to confirm, or a member's test of it. Transactional mail carries no unsubscribe link (docs/rules.md OC15). */
export const confirmationMail = job({
  ...confirmationMails,
  async run({ actor }, mail) {
    const { workspaceId, confirmation, address, sender, replyTo, test } = mail;
    const token = test ? "test" : signLink(await linkKey(), "confirm", { workspaceId, id: confirmation });
    const { subject, content } = confirmationContent(wordsOf(mail.locale), {
      ...mail,
      url: `${env().APP_URL}/confirm/${token}`,
    });
    const sent = { to: { address }, subject, content, fromName: sender, replyTo };
    const messageId = await sendContent(platformTransport(), sent, `confirmation:${confirmation}`);
    if (!test) await recordMailed(actor as WorkspaceJob, { confirmationId: confirmation, messageId });
  },
});
