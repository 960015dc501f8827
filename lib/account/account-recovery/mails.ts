import type { TimeZone } from "#lib/core/time-zone.ts";
import { greeting, mailTo as to } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";

type Person = { name: string; email: string };
/** Someone who is told a time, which is written in their zone. */
type PersonInTime = Person & { zone: TimeZone };

const changePassword =
  "Was it not you? Then somebody knows your password: cancel with the link, and choose a new password.";

const cancelLink = (seed: string) => ({
  label: "Cancel the request",
  purpose: "cancel_recovery" as const,
  seed,
});

/** Returns the mail about a request for access without the second factor, made with the password. */
export function requestedMail({ name, email, zone }: PersonInTime, dueAt: Date, seed: string): PlatformMail {
  return {
    to: to(name, email),
    subject: "Somebody asked to switch off your two-factor authentication",
    heading: "A request to get back into your account",
    paragraphs: [
      greeting(name),
      "Somebody signed in with your password and said that neither the authenticator app nor a recovery code is at hand.",
      `If nobody cancels, two-factor authentication is switched off on ${timeWords(dueAt, zone)}, and everybody is signed out. Then your password alone signs you in.`,
      "Was it you? Then there is nothing to do but wait. Signing in with a code before that cancels the request too.",
    ],
    link: cancelLink(seed),
    footnote: changePassword,
  };
}

/** Returns the mail when a day is left. */
export function reminderMail({ name, email, zone }: PersonInTime, dueAt: Date, seed: string): PlatformMail {
  return {
    to: to(name, email),
    subject: "Two-factor authentication is switched off tomorrow",
    heading: "Less than a day is left to object",
    paragraphs: [
      greeting(name),
      `You, or somebody with your password, asked to get into your account without a code. On ${timeWords(dueAt, zone)} two-factor authentication is switched off and everybody is signed out.`,
      "Did you ask for it? Then there is nothing to do.",
    ],
    link: cancelLink(seed),
    footnote: changePassword,
  };
}

/** Returns the mail after an owner of a shared workspace vouched for the request. */
export function shortenedMail({ name, email, zone }: PersonInTime, dueAt: Date, seed: string): PlatformMail {
  return {
    to: to(name, email),
    subject: "Your two-factor authentication is switched off in an hour",
    heading: "An hour is left to object",
    paragraphs: [
      greeting(name),
      `An owner of your workspace confirmed your request to get back in. Two-factor authentication is switched off on ${timeWords(dueAt, zone)}, and everybody is signed out.`,
      "Did you ask for it? Then there is nothing to do but wait that hour.",
    ],
    link: cancelLink(seed),
    footnote: changePassword,
  };
}

/** Returns the mail after the request was cancelled. */
export function cancelledMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "The request for your account was cancelled",
    heading: "Nothing changes",
    paragraphs: [
      greeting(name),
      "The request to switch off your two-factor authentication was cancelled. Your authenticator app and your recovery codes work as before.",
      "Whoever made it knew your password. If that was not you, choose a new one now.",
    ],
    page: { label: "Reset your password", path: "/reset-password" },
  };
}

/** Returns the mail after the request ended because the user showed the second factor that it called lost. */
export function factorShownMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "The request for your account was cancelled",
    heading: "You have your second factor, so nothing changes",
    paragraphs: [
      greeting(name),
      "There was a request to switch off your two-factor authentication. You have just used your second factor, so it was cancelled.",
      "Whoever made it knew your password. If that was not you, choose a new one now.",
    ],
    page: { label: "Reset your password", path: "/reset-password" },
  };
}

/** Returns the mail when the 72 hours are over. */
export function completedMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "Two-factor authentication was switched off",
    heading: "You can sign in with your password",
    paragraphs: [
      greeting(name),
      "Nobody objected to the request to get back into your account, so two-factor authentication is off, the recovery codes are gone, and everybody was signed out.",
      "Sign in with your password, and set up two-factor authentication with your new phone.",
    ],
    page: { label: "Sign in", path: "/sign-in" },
    footnote: "Was it not you? Reset your password at once: whoever asked knew it.",
  };
}

/** Returns the words and the link about an open request, for another mail to its user. */
export const stillOpen = ({ dueAt, seed, zone }: { dueAt: Date; seed: string; zone: TimeZone }) => ({
  words: `There is a request to get into your account without a code. It goes on: two-factor authentication is switched off on ${timeWords(dueAt, zone)}, unless you sign in with a code or cancel it. If you did not ask for it, cancel it.`,
  undo: cancelLink(seed),
});
