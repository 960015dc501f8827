import { notNeutral } from "#lib/audience/newsletters/neutral-text.ts";
import { mailColours, type SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import { unlinked } from "#lib/mail/linkish.ts";
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

/** Returns a name of the sender's as the product's own mail shows it. */
export const shownName = (name: string) => unlinked(name, 100);

/**
 * Returns the request to confirm: who asked, for what, when and from where. A newsletter may choose its subject and one
 * paragraph before; what the law asks for stays, whatever it chooses. Words from before links were refused stand without them.
 */
export function confirmationContent(
  words: Words,
  { address, colour, logo, postalAddress, at, ip, url, ...own }: Asked,
): { subject: string; content: PlatformContent } {
  const { say, locale, direction } = words;
  const [newsletter, sender] = [shownName(own.newsletter), shownName(own.sender)];
  const [subject, intro] = [own.subject, own.intro].map((given) =>
    given && notNeutral(given) ? null : given,
  );
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
