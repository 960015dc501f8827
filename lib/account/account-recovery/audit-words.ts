import { counted, type EventWords, whose } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** Access for a user who lost the second factor. */
export const accountRecoveryWords = {
  "account_recovery.request": {
    group: "account-recovery",
    to: "ask for an account back",
    target: "recovery",
    did: (facts) =>
      facts.detail.request === "new"
        ? `asked to get back into ${whose(facts)} account without two-factor authentication`
        : `asked again to get back into ${whose(facts)} account`,
  },
  "account_recovery.cancel": {
    group: "account-recovery",
    to: "cancel an account recovery",
    proves: true,
    target: "recovery",
    did: (facts) => `cancelled the recovery of ${whose(facts)} account`,
    shows: { by: { label: "By", words: { person: "Signed in", link: "The mailed link" } } },
  },
  "account_recovery.shorten": {
    group: "account-recovery",
    to: "vouch for an account recovery",
    target: "recovery",
    did: (facts) => `vouched for the recovery of ${whose(facts)} account`,
  },
  "account_recovery.remind": {
    group: "account-recovery",
    to: "remind of an account recovery",
    target: "recovery",
    did: (facts) => `reminded of the open recovery of ${whose(facts)} account`,
  },
  "account_recovery.complete": {
    group: "account-recovery",
    to: "complete an account recovery",
    target: "recovery",
    did: (facts) =>
      `turned two-factor authentication of ${whose(facts)} account off: ${counted(facts.detail.sessionsEnded, "session")} ended`,
    shows: sessionsEnded,
  },
} satisfies Record<string, EventWords>;
