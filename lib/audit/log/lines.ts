import type { Entry } from "./entry.ts";

/** One line of the page: the entry that says what happened, and the others of the same cause, oldest first. */
export type Line = { entry: Entry; steps: Entry[] };

/**
 * Joins entries of one cause into lines: those that name the same cause, and those of the same request. An alarm is a line
 * of its own, so that nothing folds it away. The lines come newest first by the time they show, because the steps of one
 * cause may lie around those of another.
 */
export function linesOf(entries: readonly Entry[]): Line[] {
  const groups = new Map<string, Entry[]>();
  const causes = new Map<string, string>();
  for (const { cause, requestId, alarm } of entries)
    if (!alarm && requestId && !cause.startsWith("request ")) causes.set(`request ${requestId}`, cause);
  for (const entry of entries) {
    const key = entry.alarm || entry.more ? `entry ${entry.id}` : (causes.get(entry.cause) ?? entry.cause);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()]
    .map(lineOf)
    .toSorted((a, b) => (a.entry.exactly < b.entry.exactly ? 1 : a.entry.exactly > b.entry.exactly ? -1 : 0));
}

function lineOf(newestFirst: Entry[]): Line {
  const inOrder = newestFirst.toReversed();
  const [first = newestFirst[0] as Entry] = inOrder.filter(({ technical }) => !technical);
  const entry =
    inOrder.find(({ action }) => action === "session.start") ??
    (first.cause.startsWith("import ") ? (newestFirst.find(({ technical }) => !technical) ?? first) : first);
  return { entry, steps: inOrder.filter((each) => each !== entry) };
}
