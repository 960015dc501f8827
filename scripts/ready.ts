/**
 * Tells the supervisor that this process does its work now. A missing supervisor is no error here,
 * because the leash (child.ts) ends this process.
 */
export function tellReady(more: Record<string, unknown> = {}) {
  process.send?.({ ready: true, ...more }, () => {});
}
