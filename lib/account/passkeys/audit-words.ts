import type { EventWords } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** Passkeys. */
export const passkeyWords = {
  "passkey.begin_add": {
    technical: "always",
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
    technical: "always",
    group: "sign-ins",
    to: "begin to sign in with a passkey",
    did: "began to sign in with a passkey",
  },
  "passkey.begin_step_up": {
    technical: "always",
    group: "sessions",
    to: "begin to confirm with a passkey",
    target: "user",
    did: "began to confirm with a passkey that it is them",
  },
} satisfies Record<string, EventWords>;

function named(before: string, without: string): EventWords["did"] {
  return ({ name }) => (name ? `${before} “${name}”` : without);
}
