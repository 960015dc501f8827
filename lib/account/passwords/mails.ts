import { stillOpen } from "#lib/account/account-recovery/mails.ts";
import type { OpenRequest } from "#lib/account/account-recovery/open-request.ts";
import type { Notice } from "#lib/account/notices/send-notice.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";

type Person = { name: string; email: string };

/** Returns the mail to a user who forgot their password, with the link to choose a new one. issueReset() returns `seed`. */
export function resetMail(person: Person, facts: string, seed: string): PlatformMail {
  return {
    to: mailTo(person.name, person.email),
    subject: "Choose a new password",
    heading: "Choose a new password",
    paragraphs: [
      greeting(person.name),
      "Somebody asked to reset the password of your Mailneo account. If it was you, open the link and choose a new one. The link works once, for 30 minutes, and only the newest one works.",
      facts,
    ],
    link: { label: "Choose a new password", purpose: "reset_password", seed },
    footnote:
      "Did you not ask for this? Then there is nothing to do: your password stays as it is, and without the link nobody can change it.",
  };
}

const review = { label: "Review security", path: "/settings/security" };

/** Returns the mail after a change in the settings. */
export const passwordChangedMail = (person: Person): Notice => ({
  to: mailTo(person.name, person.email),
  subject: "Your password was changed",
  heading: "Your password was changed",
  paragraphs: [
    greeting(person.name),
    "The password of your Mailneo account was changed just now, by somebody who knew the old one. Every other browser was signed out.",
  ],
  page: review,
});

/**
 * Returns the mail after a reset by a mailed link. `request` is an open one to get in without the second factor, `keys` the
 * paragraph about the person's API keys, `asked` what waits in their name.
 */
export function passwordResetMail(
  person: Person,
  request: OpenRequest | null,
  {
    keys = null,
    asked = null,
    others = false,
  }: { keys?: string | null; asked?: string | null; others?: boolean } = {},
): Notice {
  const open = request && stillOpen(request);
  return {
    to: mailTo(person.name, person.email),
    subject: "Your password was reset",
    heading: "Your password was reset",
    paragraphs: [
      greeting(person.name),
      "A new password was set for your Mailneo account just now, with a link mailed to this address. Every browser was signed out. Two-factor authentication stays as it was.",
      ...(others
        ? [
            "You said that somebody else was in your account: what was asked for in it during the last 30 days was stopped. Look at it before you start it again.",
          ]
        : []),
      ...(asked
        ? [
            `Asked for in your name, and still open. Was it somebody else? Then reset the password once more and tick “Somebody else was in my account”, or stop it yourself:\n${asked}`,
          ]
        : []),
      ...(keys ? [keys] : []),
      ...(open ? [open.words] : []),
    ],
    ...(open ? { link: open.link } : { page: review }),
  };
}
