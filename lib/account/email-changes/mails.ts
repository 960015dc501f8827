import { maskedAddress } from "#lib/account/mailed-links/look-at-link.ts";
import type { Notice } from "#lib/account/notices/send-notice.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";

type Person = { name: string; email: string };

const callOff = (seed: string) =>
  ({ label: "Not you? Cancel the change", purpose: "cancel_email", seed }) as const;

/** Returns the mail to the new address, with the link that proves it. */
export const confirmMail = (person: Person, seed: string): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Confirm your new email address",
  heading: "Confirm your new email address",
  paragraphs: [
    greeting(person.name),
    "Somebody who is signed in to a Mailneo account wants to use this address for it. If it was you, open the link and confirm. The link works once, for 24 hours.",
  ],
  link: { label: "Confirm this address", purpose: "confirm_email", seed },
  footnote: "If this was not you, ignore this mail. Nothing changes without the link.",
});

type Asked = { to: string; facts: string };

/** Returns the mail to the old address, which must approve. Both links look alike, because in a takeover the other one is right. */
export const approveMail = (
  person: Person,
  { to, facts }: Asked,
  seed: string,
  undo: string,
): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Your email address is about to change",
  heading: "Your email address is about to change",
  paragraphs: [
    greeting(person.name),
    `Somebody who is signed in to your Mailneo account asked to move it to ${maskedAddress(to)}:`,
    facts,
    "If it was you, approve it here and confirm it at the new address. Both links work once, for 24 hours. If it was not you, call it off and change your password.",
  ],
  link: { label: "It was me: approve", purpose: "approve_email", seed },
  undo: { label: "It wasn't me: call it off", purpose: "cancel_email", seed: undo },
  evenly: true,
  footnote:
    "If you do nothing, nothing changes. The link to call it off works for 7 days, also after a change: then this address is yours again.",
});

/** Returns the mail to the old address of a user whose second factor replaces the approval. */
export const toldMail = (person: Person, { to, facts }: Asked, undo: string): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Your email address is about to change",
  heading: "Your email address is about to change",
  paragraphs: [
    greeting(person.name),
    `Somebody who is signed in to your Mailneo account, with two-factor authentication, asked to move it to ${maskedAddress(to)}. It changes as soon as the new address is confirmed.`,
    facts,
  ],
  undo: callOff(undo),
  footnote:
    "The link to call it off works for 7 days, also after the change: then this address is yours again.",
});

/** Returns the mail to the user who already has the address that another user asked for. */
export const addressTakenMail = (person: Person): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Your address was entered for another account",
  heading: "Your address was entered for another account",
  paragraphs: [
    greeting(person.name),
    "Somebody asked to use this address for another Mailneo account. It belongs to your account already, so nothing was changed, and they were not told that you have one.",
  ],
  page: { label: "Sign in", path: "/sign-in" },
  footnote:
    "Was it you? One address has one account: sign in to the one it has. Otherwise there is nothing to do.",
});

/** Returns the mail to the old address after the change. */
export const addressChangedMail = (person: Person, facts: string, undo: string): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Your email address was changed",
  heading: "Your email address was changed",
  paragraphs: [
    greeting(person.name),
    "Your Mailneo account has another address now, and this one cannot sign in any more. Every other browser was signed out.",
    facts,
  ],
  undo: { ...callOff(undo), label: "Not you? Recover your account" },
  footnote:
    "The link works for 7 days. It makes this address yours again, signs everybody out, and lets you choose a new password.",
});

/** Returns the mail to the new address after the change. */
export const welcomeMail = (person: Person): Notice => ({
  to: mailTo(person.name, person.email),
  subject: "This is your address now",
  heading: "This is your address now",
  paragraphs: [
    greeting(person.name),
    "Your Mailneo account has this address from now on. Sign in with it; your password is the same. Every other browser was signed out.",
  ],
  page: { label: "Sign in", path: "/sign-in" },
});

/** Returns the mail to the old address after it called off a waiting change. */
export const calledOffMail = (person: Person): Notice => ({
  to: mailTo(person.name, person.email),
  subject: "The change of your address is called off",
  heading: "The change of your address is called off",
  paragraphs: [
    greeting(person.name),
    "Your Mailneo account keeps this address. Did somebody else ask for the change? Then they can sign in as you: change your password, and look at your sessions.",
  ],
  page: { label: "Change the password", path: "/settings/security/password" },
});

/** Returns the mail to the old address after it took the account back. */
/** `more` names what was stopped in their name, a paragraph for each kind. */
export const addressRestoredMail = (
  person: Person,
  { facts, more }: { facts: string; more: string[] },
  seed: string,
): PlatformMail => ({
  to: mailTo(person.name, person.email),
  subject: "Your account is back: choose a new password",
  heading: "Choose a new password",
  paragraphs: [
    greeting(person.name),
    "Your Mailneo account has this address again. Every browser was signed out, and the old password and passkeys added since the change, or in the week before it, do not work any more. Choose a new one. The link works once, for 30 minutes.",
    "Work that was started in that time is stopped, and API keys and invitations of that time are ended. Look at it before you start it again.",
    ...more,
    facts,
  ],
  link: { label: "Choose a new password", purpose: "reset_password", seed },
  footnote: "After that, check two-factor authentication in Settings → Security.",
});
