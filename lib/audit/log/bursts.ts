/** A day with fewer events is never called unusual, however quiet the others are. */
export const LEAST_OF_A_BURST = 20;
const SPREADS = 5;
/** Fewer days are too few to tell what is usual. */
const LEAST_DAYS = 7;

/** Usual number of events: half of the days have at most `median`. A day above `limit` is a burst. */
export type Usual = { median: number; limit: number };

/**
 * Returns the usual number by the median and the median absolute deviation, because a few extreme
 * days move neither. A burst is a day above the median plus five deviations, with at least 20
 * events. Under a week of days there is no burst.
 */
export function usualOf(counts: readonly number[]): Usual {
  const median = medianOf(counts);
  const spread = medianOf(counts.map((count) => Math.abs(count - median)));
  if (counts.length < LEAST_DAYS) return { median, limit: Number.POSITIVE_INFINITY };
  return { median, limit: Math.max(LEAST_OF_A_BURST - 1, median + SPREADS * spread) };
}

export const isBurst = (count: number, { limit }: Usual) => count > limit;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 ? high : (low + high) / 2;
}
