import { groundShown } from "#lib/core/audit/ground-shown.ts";
import { counted, type EventWords, said, the } from "#lib/core/audit/words.ts";

const rows = {
  added: "Added",
  subscribed: "Put on the newsletter",
  known: "Known before",
  leftBefore: "Left before, not put on again",
  stopped: "Suppressed by the file",
  suppressed: "Suppressed before",
  leftOut: "Left out, never accepted",
  lapsed: "Left out, consent ended",
  tagged: "Tags put on",
  filled: "Values of own fields set",
  valuesLeft: "Single values left out",
  erased: "Erased meanwhile, not brought back",
  refused: "Refused rows",
};

const fateWords = {
  added: rows.added,
  subscribed: rows.subscribed,
  known: rows.known,
  left_before: rows.leftBefore,
  stopped: rows.stopped,
  suppressed: rows.suppressed,
  left_out: rows.leftOut,
  lapsed: rows.lapsed,
  values_left: rows.valuesLeft,
  erased: rows.erased,
  refused: rows.refused,
};

type Detail = Record<string, unknown>;
const some = (value: unknown) => typeof value === "number" && value > 0;

/** Returns "3 contacts added and 2 addresses suppressed": only what happened, because a list of suppressions adds nobody. */
const outcome = ({ added, stopped }: Detail) =>
  some(stopped)
    ? `${some(added) ? `${counted(added, "contact")} added and ` : ""}${counted(stopped, "address", "addresses")} suppressed`
    : `${counted(added, "contact")} added`;

const undone = ({ contacts, suppressions }: Detail) =>
  some(suppressions)
    ? `${some(contacts) ? `${counted(contacts, "contact")} taken out and ` : ""}${counted(suppressions, "suppression")} lifted`
    : `${counted(contacts, "contact")} taken out`;

/** Audit words of imports, from the consent to the last row. */
export const importWords = {
  "import.create": {
    group: "imports",
    to: "begin an import",
    target: "import",
    did: (facts) =>
      facts.detail.basis
        ? `began ${the("import", facts)} and said where its consent comes from`
        : `began ${the("import", facts)}`,
    shows: { basis: groundShown },
  },
  "import.create_suppression_list": {
    group: "imports",
    to: "begin an import of suppressions",
    target: "import",
    did: (facts) => `began ${the("import", facts)}, a list of people to suppress`,
    shows: { reason: "Reason" },
  },
  "import.reopen": {
    group: "imports",
    to: "reopen an import",
    target: "import",
    did: (facts) => `opened ${the("import", facts)} again for another file`,
  },
  "import.receive": {
    group: "imports",
    to: "upload a file",
    target: "import",
    did: (facts) => `uploaded the file of ${the("import", facts)}`,
    shows: { bytes: "Bytes" },
  },
  "import.ask": {
    group: "imports",
    to: "ask about a program's import",
    target: "import",
    did: (facts) =>
      facts.detail.failure
        ? `could not read the file of ${the("import", facts)}`
        : `found questions that a member answers before ${the("import", facts)} starts`,
    shows: { questions: "Questions", failure: "Why it stopped" },
  },
  "import.start": {
    group: "imports",
    to: "start an import",
    target: "import",
    did: (facts) => `started ${the("import", facts)}`,
    shows: {
      basis: groundShown,
      dates: {
        label: "Dates of the consents",
        words: { column: "In a column of the file", one: "One date for everybody", none: "None" },
      },
      givenOn: "Given on",
      purpose: {
        label: "Purpose",
        words: { subscribe: "Bring people in", suppress: "Suppress everybody in it" },
      },
      reason: "Reason of the suppressions",
      stopColumns: "Columns that say who must not be mailed",
      ignored: "Such columns that were not read",
      tags: "A column of tags",
      fields: "Columns of own fields",
      newFields: "Fields made for it",
      replaces: "Replaces what contacts have",
    },
  },
  "import.resume": {
    group: "imports",
    to: "resume an import",
    target: "import",
    did: (facts) => `resumed ${the("import", facts)} from line ${said(facts.detail, "fromLine") || "1"}`,
    shows: { fromLine: "From line" },
  },
  "import.cancel": {
    group: "imports",
    to: "cancel an import",
    target: "import",
    did: (facts) => `cancelled ${the("import", facts)} after ${counted(facts.detail.linesRead, "line")}`,
    shows: { linesRead: "Lines read" },
  },
  "import.batch": {
    technical: "always",
    group: "imports",
    alsoIn: { group: "suppressions", counted: "stopped" },
    to: "write rows of an import",
    target: "import",
    did: (facts) => `wrote rows of ${the("import", facts)}: ${outcome(facts.detail)}`,
    shows: { from: "From line", to: "To line", ...rows },
  },
  "import.finish": {
    group: "imports",
    alsoIn: { group: "suppressions", counted: "stopped" },
    to: "finish an import",
    target: "import",
    did: (facts) =>
      facts.detail.failure
        ? `stopped ${the("import", facts)}`
        : `finished ${the("import", facts)}: ${outcome(facts.detail)}`,
    shows: { ...rows, failure: "Why it stopped" },
  },
  "import.export": {
    group: "exports",
    to: "take the people of an import out as a file",
    target: "import",
    did: (facts) => `took people of ${the("import", facts)} out as a file`,
    shows: { fate: { label: "Which people", words: fateWords } },
  },
  "import.roll_back": {
    group: "imports",
    alsoIn: { group: "suppressions", counted: "suppressions" },
    to: "roll back an import",
    target: "import",
    did: (facts) =>
      facts.detail.waits
        ? `asked to roll back ${the("import", facts)} in ten minutes: ${counted(facts.detail.contacts, "contact")}`
        : `rolled back ${the("import", facts)}: ${undone(facts.detail)}`,
    shows: {
      contacts: "Contacts taken out",
      subscriptions: "Subscriptions ended",
      suppressions: "Suppressions lifted",
      kept: "Suppressions kept",
      untagged: "Tags taken off contacts who stay",
      emptied: "Values of own fields taken back",
      restored: "Values of own fields restored",
    },
  },
} satisfies Record<string, EventWords>;
