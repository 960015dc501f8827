import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { sendContent } from "#lib/mail/platform/platform-mail.ts";
import { platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { confirmationMails } from "./mail-queue.ts";
import { recordMailed } from "./record-mailed.ts";

/**
 * Mails the request to confirm: who asked, for what, when and from where, and nothing else. It is no advertisement, so that it
 * needs no unsubscribe link (docs/rules.md OC15).
 */
export const confirmationMail = job({
  ...confirmationMails,
  async run({ actor }, mail) {
    const { workspaceId, confirmation, address, locale, newsletter, sender, postalAddress, replyTo, ip } =
      mail;
    const words = wordsOf(locale);
    const { say } = words;
    const link = signLink(await linkKey(), "confirm", { workspaceId, id: confirmation });
    const content = {
      brand: sender,
      locale,
      direction: words.direction,
      heading: say("confirm.ask", { newsletter }),
      paragraphs: [
        say("confirmMail.who", { address, newsletter, sender }),
        say(ip ? "confirmMail.whenFrom" : "confirmMail.when", {
          when: words.moment(new Date(mail.at)),
          ip: ip ?? "",
        }),
        say("confirmMail.how"),
      ],
      action: { label: say("confirmMail.open"), url: `${env().APP_URL}/confirm/${link}` },
      footnote: [say("confirmMail.notYou"), sender, postalAddress].filter(Boolean).join("\n\n"),
    };
    const subject = say("confirmMail.subject", { newsletter });
    const sent = { to: { address }, subject, content, fromName: sender, replyTo };
    const messageId = await sendContent(platformTransport(), sent, `confirmation:${confirmation}`);
    await recordMailed(actor as WorkspaceJob, { confirmationId: confirmation, messageId });
  },
});
