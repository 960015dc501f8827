import { counted, type EventWords, whose } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** Second factors, passkeys, and the way back for who lost them. */
export const factorWords = {
  "two_factor.begin": {
    group: "two-factor",
    to: "begin to set up two-factor authentication",
    target: "user",
    did: "began to set up two-factor authentication",
  },
  "two_factor.enable": {
    group: "two-factor",
    to: "turn on two-factor authentication",
    target: "user",
    did: "turned on two-factor authentication",
    shows: sessionsEnded,
  },
  "two_factor.disable": {
    group: "two-factor",
    to: "turn off two-factor authentication",
    target: "user",
    did: "turned off two-factor authentication",
    shows: { by: "Proved with", ...sessionsEnded },
  },
  "recovery_code.regenerate": {
    group: "two-factor",
    to: "make new recovery codes",
    target: "user",
    did: "made new recovery codes: the old ones ended",
  },
  "passkey.begin_add": {
    group: "passkeys",
    to: "begin to add a passkey",
    target: "user",
    did: "began to add a passkey",
  },
  "passkey.add": {
    group: "passkeys",
    to: "add a passkey",
    target: "passkey",
    did: named("added the passkey", "added a passkey"),
    shows: { backedUp: "Synced by its keeper", ...sessionsEnded },
  },
  "passkey.rename": {
    group: "passkeys",
    to: "rename a passkey",
    target: "passkey",
    did: named("renamed a passkey to", "renamed a passkey"),
    renamed: "Name",
  },
  "passkey.remove": {
    group: "passkeys",
    to: "remove a passkey",
    target: "passkey",
    did: named("removed the passkey", "removed a passkey"),
    shows: sessionsEnded,
  },
  "passkey.begin_sign_in": {
    group: "sign-ins",
    to: "begin to sign in with a passkey",
    did: "began to sign in with a passkey",
  },
  "passkey.begin_step_up": {
    group: "sessions",
    to: "begin to confirm with a passkey",
    target: "user",
    did: "began to confirm with a passkey that it is them",
  },
  "account_recovery.request": {
    group: "account-recovery",
    to: "ask for an account back",
    target: "recovery",
    did: (facts) =>
      facts.detail.request === "new"
        ? `asked to get back into ${whose(facts)} account without the second factor`
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
      `took the second factor off ${whose(facts)} account: ${counted(facts.detail.sessionsEnded, "session")} ended`,
    shows: sessionsEnded,
  },
} satisfies Record<string, EventWords>;

function named(before: string, without: string): EventWords["did"] {
  return ({ name }) => (name ? `${before} “${name}”` : without);
}
