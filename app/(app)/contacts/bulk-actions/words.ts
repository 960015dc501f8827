import type { Tone } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/format.ts";
import type { listBulkActions } from "#lib/audience/bulk-actions/list.ts";
import type { Outcome } from "#lib/audience/bulk-actions/outcomes.ts";

export type BulkAction = Awaited<ReturnType<typeof listBulkActions>>["rows"][number];

/** What a bulk action does, in words that name its number: "Tag 3 contacts". */
export function actionWords({ kind, total, tags, newsletter }: BulkAction): string {
  const people = plural(total, "contact");
  const named = tags?.join(", ") ?? "";
  return {
    tag: `Tag ${people} with ${named}`,
    untag: `Take ${named} off ${people}`,
    subscribe: `Add ${people} to ${newsletter ?? "a newsletter"}`,
    suppress: `Suppress ${people}`,
    erase: `Erase ${people}`,
    roll_back: `Roll back an import of ${people}`,
  }[kind];
}

export const actionStates: Record<BulkAction["state"], { words: string; tone: Tone }> = {
  waiting: { words: "Waiting", tone: "neutral" },
  running: { words: "Running", tone: "ok" },
  finished: { words: "Done", tone: "ok" },
  failed: { words: "Stopped", tone: "danger" },
  cancelled: { words: "Cancelled", tone: "neutral" },
  undone: { words: "Undone", tone: "neutral" },
};

type OutcomeWords = { label: string; words: string };

const changed: Record<BulkAction["kind"], OutcomeWords> = {
  tag: { label: "Tagged", words: "They have the tags now." },
  untag: { label: "Tags taken off", words: "They bore at least one of them." },
  subscribe: { label: "Added", words: "Each with the consent you entered, in their file." },
  suppress: { label: "Suppressed", words: "They get no more mail, queued messages included." },
  erase: { label: "Erased", words: "Their names and addresses are gone." },
  roll_back: { label: "Taken out", words: "The import had brought them. You can import the file again." },
};

const same: Record<BulkAction["kind"], OutcomeWords> = {
  tag: { label: "Tagged before", words: "They bore the tags already." },
  untag: { label: "Without these tags", words: "There was nothing to take off." },
  subscribe: { label: "On it already", words: "Their subscription stays as it is." },
  suppress: { label: "Suppressed before", words: "The reason that stands already stays." },
  erase: { label: "Unchanged", words: "Nothing was left to erase." },
  roll_back: { label: "Kept", words: "They were mailed since, or are on another newsletter." },
};

/** What became of contacts, as a line of the result. */
export const outcomeWords = (kind: BulkAction["kind"], outcome: Outcome): OutcomeWords =>
  ({
    changed: changed[kind],
    same: same[kind],
    left: {
      label: "Left before, not added",
      words: "They unsubscribed. Only they come back, by confirming it.",
    },
    complained: { label: "Reported spam, not added", words: "A complaint is never lifted." },
    suppressed: {
      label: "Suppressed, not added",
      words: "Their address bounced, or your workspace suppressed it.",
    },
    no_ground: {
      label: "No ground, not added",
      words: "Legitimate interest alone does not suffice where they live (ePrivacy 13).",
    },
    restricted: {
      label: "Restricted, left as they are",
      words: "Their data may only be stored (GDPR Art. 18).",
    },
    asked: {
      label: "Left out, answer them first",
      words: "They wait for the answer to a request about their data (GDPR Art. 12(3)).",
    },
    gone: { label: "Gone meanwhile", words: "They were erased before their turn came." },
  })[outcome];
