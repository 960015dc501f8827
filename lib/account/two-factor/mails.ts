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
      `Somebody proved to be you with one of your recovery codes. It works no more; ${left === 1 ? "one is" : `${left} are`} left.${few}`,
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
    heading: "Somebody is guessing your codes",
    paragraphs: [
      greeting(name),
      "Ten wrong codes were tried for your account, one after the other. None let anybody in. From where they were tried no code is taken for a quarter of an hour now, and each time it goes on for twice as long. Browsers you have signed in with before are not held up.",
      "Whoever tried them knows your password, or sits at a browser you are signed in with. “This wasn't me” ends both. If it was you, check that the clock of your phone is set by the network, because codes depend on it.",
    ],
    page: { label: "Review security", path: "/settings/security" },
  };
}
