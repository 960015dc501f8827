import type { Notice } from "#lib/account/notices/send-notice.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";

/** Returns the mail after a user signed other browsers out in the settings. */
export function signedOutMail({ name, email }: { name: string; email: string }, ended: number): Notice {
  const what = ended === 1 ? "A browser was signed out" : `${ended} browsers were signed out`;
  return {
    to: mailTo(name, email),
    subject: `${what} of your Mailneo account`,
    heading: what,
    paragraphs: [greeting(name), `${what} of your account, from the list of sessions in its settings.`],
    page: { label: "See who is signed in", path: "/settings/security/sessions" },
  };
}
