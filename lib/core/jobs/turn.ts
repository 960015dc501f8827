declare const turn: unique symbol;

/**
 * Permits queueing one mail to a mailbox that may be no user's, once. `wait` is in seconds: 0 for a job that begins
 * now. A held job asks for its turn itself before it mails. Turns are kept nowhere else, so that an object that only looks like one
 * queues nothing.
 */
export type Turn = { readonly wait: number; readonly held: boolean; readonly [turn]: true };

const issued = new WeakSet<object>();

/** Issues a turn. Only what counts the mails of a mailbox may, which testing/contract/queues.test.ts lists. */
export function issueTurn(wait = 0, held = wait > 0): Turn {
  const made = Object.freeze({ wait, held }) as Turn;
  issued.add(made);
  return made;
}

/**
 * Uses a turn up, and returns it.
 * @throws Error for no turn, one that was made up, or one that was used before.
 */
export function redeemTurn(given: Turn | undefined, queue: string): Turn {
  if (!given || !issued.delete(given)) throw new Error(`A mail of ${queue} has no turn of its mailbox.`);
  return given;
}
