import type { Notice } from "#lib/account/notices/send-notice.ts";
import { greeting, mailTo as to } from "#lib/mail/platform/person.ts";
import { FEW_RECOVERY_CODES } from "./recovery-code.ts";

type Person = { name: string; email: string };

const securityPage = { label: "Review security", path: "/settings/security/two-factor" };

/** Returns the mail after two-factor authentication was turned on. */
export function enabledMail({ name, email }: Person): Notice {
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
  };
}

/** Returns the mail after the user turned two-factor authentication off. */
export function disabledMail({ name, email }: Person): Notice {
  return {
    to: to(name, email),
    subject: "Two-factor authentication is off",
    heading: "Two-factor authentication is off",
    paragraphs: [
      greeting(name),
      "From now on your password alone signs you in to Mailneo. Your recovery codes do not work any more, and every other browser was signed out.",
    ],
    page: { label: "Turn it on again", path: "/settings/security/two-factor" },
  };
}

/** Returns the mail after a recovery code was used; `left` of them remain. */
export function recoveryCodeUsedMail({ name, email }: Person, left: number): Notice {
  const few = left <= FEW_RECOVERY_CODES ? " Make new ones before they run out." : "";
  return {
    to: to(name, email),
    subject: "A recovery code was used",
    heading: "A recovery code was used",
    paragraphs: [
      greeting(name),
      `One of your recovery codes was used to sign in or to confirm that it is you. It does not work again. ${left === 1 ? "One is" : `${left} are`} left.${few}`,
    ],
    page: { label: "Recovery codes", path: "/settings/security/two-factor" },
  };
}

/** Returns the mail after a new set of recovery codes was made. */
export function recoveryCodesMadeMail({ name, email }: Person): Notice {
  return {
    to: to(name, email),
    subject: "You have new recovery codes",
    heading: "You have new recovery codes",
    paragraphs: [
      greeting(name),
      "Ten new recovery codes were made for your account. The ones from before do not work any more.",
    ],
    page: securityPage,
  };
}

/**
 * Returns the mail about ten wrong codes, the first time in a day. The sender of those codes has already shown the
 * password.
 */
export function manyWrongCodesMail({ name, email }: Person): Notice {
  return {
    to: to(name, email),
    subject: "Many wrong codes for your account",
    heading: "Somebody is guessing your two-factor codes",
    paragraphs: [
      greeting(name),
      "Somebody tried ten wrong two-factor codes for your account, one after the other. Nobody got in. Codes from new browsers are refused for the next 15 minutes. If the guessing goes on, that time doubles. Browsers that you have signed in with before still work.",
      "Whoever tried them knows your password, or uses a browser where you are signed in. Press “This wasn't me” to sign every browser out and choose a new password.",
      "Was it you? Codes depend on the time: set the clock of your phone to automatic, and try again.",
    ],
    page: { label: "Review security", path: "/settings/security" },
  };
}
