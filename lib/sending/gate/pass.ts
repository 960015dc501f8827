declare const pass: unique symbol;

/**
 * Leave to hand one message to one address, once, for a while. Made where the gate was asked (claim.ts, and own-address.ts for a test to
 * oneself), demanded by the door (send.ts), kept nowhere else: an object that only looks like one opens nothing.
 */
export type Pass = { readonly [pass]: true };

const valid = new WeakMap<object, { to: string; until: number }>();

/** How long the gate's answer is believed: a message that waits longer for its turn is asked about again, because people leave meanwhile. */
export const passSeconds = 30;

/** `seconds`: how long the gate's answer may be relied on. */
export function issuePass(to: string, seconds = passSeconds): Pass {
  const made = Object.freeze({}) as Pass;
  valid.set(made, { to, until: performance.now() + seconds * 1000 });
  return made;
}

/** Uses a pass up. Null when it was made up, used before or for another address; else what says whether it is still young enough. */
export function redeemPass(given: Pass, to: string): (() => boolean) | null {
  const known = valid.get(given);
  valid.delete(given);
  return known && known.to === to ? () => known.until > performance.now() : null;
}
