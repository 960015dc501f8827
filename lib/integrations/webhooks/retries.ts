const minute = 60;
const hour = 60 * minute;

/** Seconds to wait after each failed try, as Standard Webhooks proposes: ten tries within three days. */
export const waits = [
  5,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** Returns the seconds until the next try; null after the last one. An address that names a time is not asked before it. */
export function waitAfter(attempts: number, retryAfter: number | null): number | null {
  const wait = waits[attempts - 1];
  return wait === undefined ? null : Math.max(wait, retryAfter ?? 0);
}

/** Days of nothing but failures after which a webhook is stopped. */
export const FAILING_DAYS = 5;
