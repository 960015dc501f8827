declare const pass: unique symbol;

/**
 * Permits handing one message to one address, once, for a while. claim.ts issues it after the gate's check,
 * own-address.ts issues it for test messages, and door.ts demands it. Passes are kept nowhere else,
 * so an object that only looks like one opens nothing.
 */
export type Pass = { readonly [pass]: true };

const valid = new WeakMap<object, { to: string; until: number }>();

/**
 * Seconds a pass is valid. A message that waits longer for its turn is checked again, because subscribers
 * leave meanwhile.
 */
const passSeconds = 30;

/** Issues a pass for the address `to`, valid for `seconds`. */
export function issuePass(to: string, seconds = passSeconds): Pass {
  const made = Object.freeze({}) as Pass;
  valid.set(made, { to, until: performance.now() + seconds * 1000 });
  return made;
}

/**
 * Uses a pass up. Returns null when it was made up, used before or issued for another address. Otherwise
 * returns a function that says whether the pass is still valid.
 */
export function redeemPass(given: Pass, to: string): (() => boolean) | null {
  const known = valid.get(given);
  valid.delete(given);
  return known && known.to === to ? () => known.until > performance.now() : null;
}
