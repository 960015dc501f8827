import type { Notice } from "#lib/account/notices/send-notice.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";

type Person = { name: string; email: string };

/** Returns the mail about an added passkey. It leaves the passkey's name out, because an attacker may have typed it. */
export const passkeyAddedMail = (person: Person): Notice =>
  mail(person, {
    subject: "A passkey was added to your Mailneo account",
    heading: "A passkey was added",
    says: "A passkey was added to your account. It signs in to your account without your password.",
  });

/** Returns the mail about a removed passkey. */
export const passkeyRemovedMail = (person: Person): Notice =>
  mail(person, {
    subject: "A passkey was removed from your Mailneo account",
    heading: "A passkey was removed",
    says: "A passkey was removed from your account. It opens nothing any more; your other ways to sign in stay as they are.",
  });

const mail = (
  { name, email }: Person,
  { subject, heading, says }: { subject: string; heading: string; says: string },
): Notice => ({
  to: mailTo(name, email),
  subject,
  heading,
  paragraphs: [greeting(name), says],
  page: { label: "Look at your passkeys", path: "/settings/security/passkeys" },
});
