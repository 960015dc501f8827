import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";

/** Returns the mail to a person whose sessions the installation's owner ended. */
export const sessionsEndedMail = ({ name, email }: { name: string; email: string }): PlatformMail => ({
  to: mailTo(name, email),
  subject: "You were signed out of Mailneo",
  heading: "You were signed out everywhere",
  paragraphs: [
    greeting(name),
    "The owner of this Mailneo installation ended all your sessions, in every browser. Your password, passkeys and two-factor authentication are as they were, so you can sign in again.",
    "You were not told why? Ask the person who runs this installation. If you think that somebody else used your account, change your password after signing in.",
  ],
  page: { label: "Sign in", path: "/sign-in" },
});
