/** How long what a look found is kept: from the page to the press that follows it. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 40;

/**
 * Returns a keeper of what slow looks found, so that a page that is opened again and the press on it read the file once. `key` names the
 * upload and everything else that the look depends on. Only what was found to its end is kept, because a look ends with its client.
 */
export function keptLooks<T>() {
  const kept = new Map<string, { found: T; until: number }>();
  return async (key: string, look: () => Promise<T>): Promise<T> => {
    const now = Date.now();
    for (const [name, { until }] of kept) if (until <= now) kept.delete(name);
    const known = kept.get(key);
    if (known) return known.found;
    const found = await look();
    kept.set(key, { found, until: Date.now() + KEPT_MS });
    const oldest = kept.keys().next().value;
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  };
}
