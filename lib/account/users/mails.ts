import { greeting, mailTo as to } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";

type Person = { name: string; email: string };

/** Returns the mail to a new user, with the link that verifies the address. */
export function verificationMail({ name, email }: Person, seed: string): PlatformMail {
  return {
    to: to(name, email),
    subject: "Verify your email address",
    heading: "Verify your email address",
    paragraphs: [
      greeting(name),
      "You signed up to Mailneo with this address. Open the link to confirm that it is yours, then sign in. The link works once, for 24 hours.",
    ],
    link: { label: "Verify email address", purpose: "verify_email", seed },
    footnote:
      "Did you not sign up? Then ignore this mail and nothing happens: without the link the account stays closed.",
  };
}

/** Returns the mail to a user whose address was used to sign up again. The form said only "check your mail". */
export function alreadyRegisteredMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "You already have a Mailneo account",
    heading: "You already have an account",
    paragraphs: [
      greeting(name),
      "Somebody signed up to Mailneo with this address just now, and it belongs to your account already. Nothing was changed. If it was you, sign in.",
    ],
    page: { label: "Sign in", path: "/sign-in" },
    footnote:
      "If this was not you, there is nothing to do. Whoever it was cannot see or change your account.",
  };
}

/** Returns the mail to an address used to sign up while the account that moved away from it can still be taken back. */
export function addressKeptMail(email: string): PlatformMail {
  return {
    to: { address: email },
    subject: "No new account was made",
    heading: "No new account was made",
    paragraphs: [
      "Somebody signed up to Mailneo with this address just now. An account moved away from it lately and can be taken back for 7 days, so the address is kept free until then.",
      'Was the move not yours? Then take the account back: the link is in our mail "Your email address was changed".',
    ],
    footnote: "Was it yours, and you want a second account here? Sign up again when the 7 days are over.",
  };
}

/** Returns the mail to a user who asked for another verification link although the address is verified. */
export function alreadyVerifiedMail({ name, email }: Person): PlatformMail {
  return {
    to: to(name, email),
    subject: "Your email address is verified",
    heading: "Your address is verified already",
    paragraphs: [
      greeting(name),
      "You asked for a link to verify this address. It is verified: you can sign in.",
    ],
    page: { label: "Sign in", path: "/sign-in" },
    footnote: "Did you not ask for this? Then there is nothing to do.",
  };
}
