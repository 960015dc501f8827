import { invalid } from "#lib/core/errors.ts";
import { text } from "#lib/core/text.ts";

export const segmentName = text({ max: 100 }).min(1, "Enter a name.");

/** Returns the chosen ones of given filters. @throws AppError invalid where none is chosen, because that is everybody. */
export function filtersToKeep(given: Record<string, unknown>): Record<string, string> {
  const filters = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  if (Object.keys(filters).length === 0)
    throw invalid({ name: "Filter the list first: a segment of everybody is the list itself." });
  return filters;
}
