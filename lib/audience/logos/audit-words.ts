import type { EventWords } from "#lib/core/audit/words.ts";

const whose = { of: { label: "Of", words: { newsletter: "One newsletter", workspace: "The workspace" } } };

/** Audit words of logos. */
export const logoWords = {
  "logo.set": {
    group: "settings",
    to: "change a logo",
    target: "newsletter",
    did: "changed a logo on subscribers’ pages",
    shows: { ...whose, bytes: "Bytes" },
  },
  "logo.remove": {
    group: "settings",
    to: "remove a logo",
    target: "newsletter",
    did: "removed a logo from subscribers’ pages",
    shows: whose,
  },
} satisfies Record<string, EventWords>;
