import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { sendContent } from "#lib/mail/platform/platform-mail.ts";
import { platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { unsubscribeLinks } from "./links-queue.ts";

/** Mails a person the unsubscribe links of every sender who wrote to them. */
export const unsubscribeLinksMail = job({
  ...unsubscribeLinks,
  async run({ actor }, { address, locale, links }) {
    const words = wordsOf(locale);
    const { say } = words;
    const key = await linkKey();
    const content = {
      locale,
      direction: words.direction,
      heading: say("mailLink.heading"),
      paragraphs: [say("mailLink.listed", { address })],
      links: links.map(({ workspace, delivery, sender }) => ({
        label: say("mailLink.link", { sender }),
        url: `${env().APP_URL}/unsubscribe/${signLink(key, "unsubscribe", { workspaceId: workspace, id: delivery })}`,
      })),
      footnote: say("mailLink.notYou"),
    };
    const mail = { to: { address }, subject: say("mailLink.subject"), content };
    await sendContent(platformTransport(), mail, actor.origin.requestId);
  },
});
