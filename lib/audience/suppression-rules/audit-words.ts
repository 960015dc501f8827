import type { EventWords } from "#lib/core/audit/words.ts";

const shows = {
  kind: { label: "Blocks", words: { domain: "A domain", local_part: "A name before the @" } },
  value: "Rule",
};

/** Audit words of rules that block domains and names. */
export const suppressionRuleWords = {
  "suppression_rule.add": {
    group: "suppressions",
    to: "add a suppression rule",
    did: "added a suppression rule",
    shows,
  },
  "suppression_rule.remove": {
    group: "suppressions",
    to: "remove a suppression rule",
    did: "removed a suppression rule",
    shows,
  },
} satisfies Record<string, EventWords>;
