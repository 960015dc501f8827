/**
 * Tells the supervisor that this process does its work now. A supervisor that is gone hears nothing, and that is no error here: the leash
 * (child.ts) ends this process.
 */
export function tellReady(more: Record<string, unknown> = {}) {
  process.send?.({ ready: true, ...more }, () => {});
}
