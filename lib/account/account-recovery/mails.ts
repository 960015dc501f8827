import type { Notice } from "#lib/account/notices/send-notice.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { greeting, mailTo as to } from "#lib/mail/platform/person.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";

type Person = { name: string; email: string };

/** When two-factor authentication is switched off, in the zone of the person who reads it. */
type Due = { at: Date; zone: TimeZone };

const cancelLink = (seed: string) => ({
  label: "Cancel the request",
  purpose: "cancel_recovery" as const,
  seed,
});

/** Returns the mail about a request for access without the second factor, made with the password. */
export function requestedMail({ name, email }: Person, due: Due, seed: string): Notice {
  return {
    to: to(name, email),
    subject: "Somebody asked to switch off your two-factor authentication",
    heading: "A request to get back into your account",
    paragraphs: [
      greeting(name),
      "Somebody signed in with your password and said that neither the authenticator app nor a recovery code is at hand.",
      `If nobody cancels, two-factor authentication is switched off on ${moment(due)}, and everybody is signed out. Then your password alone signs you in.`,
      "Was it you? Then there is nothing to do but wait. Signing in with a code before that cancels the request too.",
    ],
    link: cancelLink(seed),
  };
}

/** Returns the mail when a day is left. */
export function reminderMail({ name, email }: Person, due: Due, seed: string): Notice {
  return {
    to: to(name, email),
    subject: "Two-factor authentication is switched off tomorrow",
    heading: "Less than a day is left to object",
    paragraphs: [
      greeting(name),
      `You, or somebody with your password, asked to get into your account without a code. On ${moment(due)} two-factor authentication is switched off and everybody is signed out.`,
      "Did you ask for it? Then there is nothing to do.",
    ],
    link: cancelLink(seed),
  };
}

/** Returns the mail after an owner of a shared workspace vouched for the request. */
export function shortenedMail({ name, email }: Person, due: Due, seed: string): Notice {
  return {
    to: to(name, email),
    subject: "Your two-factor authentication is switched off in an hour",
    heading: "An hour is left to object",
    paragraphs: [
      greeting(name),
      `An owner of your workspace confirmed your request to get back in. Two-factor authentication is switched off on ${moment(due)}, and everybody is signed out.`,
      "Did you ask for it? Then there is nothing to do but wait that hour.",
    ],
    link: cancelLink(seed),
  };
}

/** Returns the mail after the request was cancelled. */
export function cancelledMail({ name, email }: Person): Notice {
  return {
    to: to(name, email),
    subject: "The request for your account was cancelled",
    heading: "Nothing changes",
    paragraphs: [
      greeting(name),
      "The request to switch off your two-factor authentication was cancelled. Your authenticator app and your recovery codes work as before.",
      "Whoever made it knew your password. If that was not you, press “This wasn't me”: it replaces the password.",
    ],
    page: { label: "Review security", path: "/settings/security" },
  };
}

/** Returns the mail after the request ended because the user showed the second factor that it called lost. */
export function factorShownMail({ name, email }: Person): Notice {
  return {
    to: to(name, email),
    subject: "The request for your account was cancelled",
    heading: "Two-factor authentication stays on",
    paragraphs: [
      greeting(name),
      "There was a request to switch off your two-factor authentication. You have just used it, so the request was cancelled.",
      "Whoever made it knew your password. If that was not you, press “This wasn't me”: it replaces the password.",
    ],
    page: { label: "Review security", path: "/settings/security" },
  };
}

/** Returns the mail when the 72 hours are over. */
export function completedMail({ name, email }: Person): Notice {
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
  };
}

/** Returns the words and the link about an open request, for another mail to its user. */
export const stillOpen = ({ due, seed }: { due: Due; seed: string }) => ({
  words: `There is a request to get into your account without a code. It goes on: two-factor authentication is switched off on ${moment(due)}, unless you sign in with a code or cancel it. If you did not ask for it, cancel it.`,
  link: cancelLink(seed),
});

const moment = ({ at, zone }: Due) => timeWords(at, zone);
