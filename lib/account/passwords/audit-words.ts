import { type EventWords, whose } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** Passwords. */
export const passwordWords = {
  "password.request_reset": {
    group: "passwords",
    to: "ask for a link to reset a password",
    target: "user",
    did: (facts) =>
      facts.person
        ? `asked for a link to reset ${whose(facts)} password`
        : "asked for a link to reset the password of an unknown account",
  },
  "password.reset": {
    group: "passwords",
    to: "reset a password",
    proves: true,
    target: "user",
    did: "chose a new password by a mailed link",
    shows: sessionsEnded,
  },
  "password.change": {
    group: "passwords",
    to: "change the password",
    target: "user",
    did: "changed their password",
    shows: sessionsEnded,
  },
} satisfies Record<string, EventWords>;
