import { mailColours, type SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import type { PlatformContent } from "#lib/mail/platform/layout.ts";

type Asked = {
  address: string;
  newsletter: string;
  sender: string;
  colour: SenderColour;
  /** The sender's picture, by its whole address. */
  logo: PlatformContent["logo"] | null;
  postalAddress: string | null;
  /** Moment of the signup. */
  at: string;
  ip: string | null;
  /** The newsletter's own words; null for the usual ones. */
  subject: string | null;
  intro: string | null;
  url: string;
};

/**
 * Returns the request to confirm: who asked, for what, when and from where. A newsletter may choose its subject and one
 * paragraph before; what the law asks for stays, whatever it chooses.
 */
export function confirmationContent(
  words: Words,
  { address, newsletter, sender, colour, logo, postalAddress, at, ip, subject, intro, url }: Asked,
): { subject: string; content: PlatformContent } {
  const { say, locale, direction } = words;
  const when = words.moment(new Date(at));
  return {
    subject: subject ?? say("confirmMail.subject", { newsletter }),
    content: {
      brand: sender,
      colour: mailColours[colour],
      ...(logo && { logo }),
      orOpen: say("confirmMail.orOpen"),
      locale,
      direction,
      heading: say("confirm.ask", { newsletter }),
      paragraphs: [
        ...(intro ? [intro] : []),
        say("confirmMail.who", { address, newsletter, sender }),
        say(ip ? "confirmMail.whenFrom" : "confirmMail.when", { when, ip: ip ?? "" }),
        say("confirmMail.how"),
      ],
      action: { label: say("confirmMail.open"), url },
      footnote: [say("confirmMail.notYou"), sender, postalAddress].filter(Boolean).join("\n\n"),
    },
  };
}
