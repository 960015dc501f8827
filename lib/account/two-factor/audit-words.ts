import type { EventWords } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** The second factor and its recovery codes. */
export const twoFactorWords = {
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
  "two_factor.regenerate_recovery_codes": {
    group: "two-factor",
    to: "make new recovery codes",
    target: "user",
    did: "made new recovery codes: the old ones ended",
  },
} satisfies Record<string, EventWords>;
