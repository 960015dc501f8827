import { counted, type EventWords, whose } from "#lib/core/audit/words.ts";

/** What the installation's owner does about people's accounts. */
export const accountWords = {
  "account.find": {
    group: "account",
    to: "look for the account of an address",
    target: "user",
    did: (facts) => `looked for ${whose(facts)} account`,
  },
  "account.end_sessions": {
    group: "sessions",
    to: "end all sessions of an account",
    target: "user",
    did: (facts) =>
      `ended all sessions of ${whose(facts)} account: ${counted(facts.detail.sessionsEnded, "session")}`,
    shows: { sessionsEnded: "Sessions ended" },
  },
} satisfies Record<string, EventWords>;
