import { greeting, mailTo as to } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { FEW_RECOVERY_CODES } from "./recovery-code.ts";

type Person = { name: string; email: string };

const securityPage = { label: "Review security", path: "/settings/security/two-factor" };
const notYou =
  "Was it not you? Then somebody else is in your account: reset your password at once, which signs everybody out.";

/** Returns the mail after two-factor authentication was turned on. */
export function enabledMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "Two-factor authentication is on",
    heading: "Two-factor authentication is on",
    paragraphs: [
      greeting(name),
      "From now on signing in to Mailneo takes your password and a code from your authenticator app. Every other browser was signed out.",
      "Keep the ten recovery codes you were shown somewhere safe: each lets you in once when your phone is not at hand.",
    ],
    page: securityPage,
    footnote: notYou,
  };
}

/** Returns the mail after the user turned two-factor authentication off. */
export function disabledMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "Two-factor authentication is off",
    heading: "Two-factor authentication is off",
    paragraphs: [
      greeting(name),
      "From now on your password alone signs you in to Mailneo. Your recovery codes do not work any more, and every other browser was signed out.",
    ],
    page: { label: "Turn it on again", path: "/settings/security/two-factor" },
    footnote: notYou,
  };
}

/** Returns the mail after a recovery code was used; `left` of them remain. */
export function recoveryCodeUsedMail({ name, email }: Person, left: number): PlatformMail {
  const few = left <= FEW_RECOVERY_CODES ? " Make new ones before they run out." : "";
  return {
    to: to(name, email),
    subject: "A recovery code was used",
    heading: "A recovery code was used",
    paragraphs: [
      greeting(name),
      `Somebody proved to be you with one of your recovery codes. It works no more; ${left === 1 ? "one is" : `${left} are`} left.${few}`,
    ],
    page: { label: "Recovery codes", path: "/settings/security/two-factor" },
    footnote: notYou,
  };
}

/** Returns the mail after a new set of recovery codes was made. */
export function recoveryCodesMadeMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "You have new recovery codes",
    heading: "You have new recovery codes",
    paragraphs: [
      greeting(name),
      "Ten new recovery codes were made for your account. The ones from before do not work any more.",
    ],
    page: securityPage,
    footnote: notYou,
  };
}

/**
 * Returns the mail about ten wrong codes, the first time in a day. The sender of those codes has already shown the
 * password.
 */
export function manyWrongCodesMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "Many wrong codes for your account",
    heading: "Somebody is guessing your codes",
    paragraphs: [
      greeting(name),
      "Ten wrong codes were tried for your account, one after the other. None let anybody in. From where they were tried no code is taken for a quarter of an hour now, and each time it goes on for twice as long. Browsers you have signed in with before are not held up.",
      "Whoever tried them knows your password, or sits at a browser you are signed in with. If that was not you, choose a new password now: it ends both.",
    ],
    page: { label: "Reset your password", path: "/reset-password" },
    footnote: "Was it you? Check that the clock of your phone is set by the network: codes depend on it.",
  };
}
