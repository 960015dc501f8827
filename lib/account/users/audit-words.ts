import { type EventWords, whose } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** The account itself. */
export const userWords = {
  "user.sign_up": {
    group: "account",
    to: "sign up",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.account ? "signed up with an address that has an account" : "signed up and made a workspace",
    shows: {
      workspace: "Workspace",
      account: {
        label: "The account",
        words: {
          exists: "Exists: its owner was mailed",
          "waits for its link": "Waits for its link",
          "may come back": "Moved away lately, and may come back",
        },
      },
    },
  },
  "user.verify_email": {
    group: "account",
    to: "prove an address",
    proves: true,
    target: "user",
    did: "proved that their address is theirs",
    shows: sessionsEnded,
  },
  "user.resend_verification": {
    group: "account",
    to: "ask for the verification link again",
    target: "user",
    did: (facts) => `asked for the link that proves ${whose(facts)} address again`,
  },
  "user.rename": {
    group: "account",
    to: "change a name",
    target: "user",
    did: "changed their name",
    renamed: "Name",
  },
  "user.set_time_zone": {
    group: "account",
    to: "choose a time zone",
    target: "user",
    did: "chose the time zone they read times in",
  },
} satisfies Record<string, EventWords>;
