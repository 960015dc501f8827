import { factsOf, type Sighting } from "#lib/account/notices/facts.ts";
import type { Notice } from "#lib/account/notices/send-notice.ts";
import type { YoungFactor } from "#lib/account/two-factor/undo-young-factor.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";

export type Recipient = { name: string; email: string };

const reasons = {
  device: "from a browser that had not signed in to it before",
  country: "from a country it had not been used in before",
  away: "after it had not been used for two months or more",
};

export type AlertReason = keyof typeof reasons;

/** Returns the mail to a user about an unusual sign-in. `seed` makes the link that undoes it. */
export function newSignInMail(
  person: Recipient,
  sighting: Sighting,
  reason: AlertReason,
  seed: string,
): PlatformMail {
  return {
    to: mailTo(person.name, person.email),
    subject: "New sign-in to your Mailneo account",
    heading: "Was this you?",
    paragraphs: [
      greeting(person.name),
      `Somebody signed in to your Mailneo account, ${reasons[reason]}:`,
      factsOf(sighting),
      "If it was you, there is nothing to do. If it was not, open the link and press the button there: it signs every browser out and removes your password, and a mail follows with which you choose a new one.",
    ],
    link: { label: "This wasn't me", purpose: "disown_session", seed },
    footnote: `The link works once, for 7 days.${sighting.place.country ? " The place is a guess from the IP address: with mobile networks and VPNs it can be wrong." : ""}`,
  };
}

/**
 * Returns the mail to a user about several sign-ins with the right password and a wrong second factor. An attacker
 * may have the password.
 */
export function failedSecondFactorMail(person: Recipient): Notice {
  return {
    to: mailTo(person.name, person.email),
    subject: "Somebody knows your Mailneo password",
    heading: "Two-factor authentication stopped a sign-in",
    paragraphs: [
      greeting(person.name),
      "Somebody entered the right password of your Mailneo account, and then three wrong codes. They are not signed in.",
      "Was it you? Then try again with a new code. If it was not you, somebody knows your password: change it, here and wherever else you use it.",
    ],
    page: { label: "Change your password", path: "/settings/security/password" },
  };
}

const factorWords: Record<YoungFactor, string> = {
  undone: "Two-factor authentication was turned on since then, so it is off again.",
  kept: "Two-factor authentication stays on. If its authenticator app is not yours, choose “I have neither” when you sign in.",
  none: "",
};

/**
 * Returns the mail to a user who disowned a sign-in, with the link that chooses a new password. `keys` is the paragraph about
 * their API keys, `asked` what was asked for in their name, and `paused` the number of campaigns that were stopped on their way.
 */
export function disownedMail(
  person: Recipient,
  {
    facts,
    keys,
    seed,
    paused,
    secondFactor,
    asked,
  }: {
    facts: string;
    keys: string | null;
    seed: string;
    paused: number;
    secondFactor: YoungFactor;
    asked: string | null;
  },
): PlatformMail {
  return {
    to: mailTo(person.name, person.email),
    subject: "Choose a new password",
    heading: "Your account is locked until you choose a new password",
    paragraphs: [
      greeting(person.name),
      `You said that it was not you. So every browser is signed out, passkeys added since that sign-in are removed, and your old password no longer works. ${factorWords[secondFactor]}`.trim(),
      `Scheduled campaigns, welcome mails, imports and bulk actions that were started since then are stopped, and invitations are cancelled.${paused > 0 ? ` ${paused === 1 ? "One campaign on its way is" : `${paused} campaigns on their way are`} paused.` : ""} Look at them before you start them again.`,
      "Choose a new password that you use nowhere else. The link works once, for 30 minutes. After that, ask for a new link on the sign-in page.",
      ...(asked ? [asked] : []),
      ...(keys ? [keys] : []),
      facts,
    ],
    link: { label: "Choose a new password", purpose: "reset_password", seed },
    footnote:
      "When you are signed in again, check your passkeys, your two-factor authentication and your email address under Security.",
  };
}
