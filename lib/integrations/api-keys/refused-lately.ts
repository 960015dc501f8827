const most = 10_000;

/**
 * Returns notes of who was refused until when, kept in this process. What is past its time is forgotten when it is asked for, and the
 * oldest past 10,000.
 */
export function refusedLately<T extends { until: number }>(now: () => number = Date.now) {
  const notes = new Map<string, T>();
  return {
    note(key: string, refusal: T) {
      notes.delete(key);
      notes.set(key, refusal);
      const [oldest] = notes.keys();
      if (notes.size > most && oldest !== undefined) notes.delete(oldest);
    },
    /** The refusal that still holds; null for none. */
    of(key: string): T | null {
      const found = notes.get(key);
      if (found && found.until > now()) return found;
      notes.delete(key);
      return null;
    },
  };
}
