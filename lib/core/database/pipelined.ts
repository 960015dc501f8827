/**
 * Waits for both and returns the result of `work`, whose statements were sent behind `first` without awaiting its answer. A connection
 * answers in the order it was asked, so `work` runs after `first` although one round trip is saved.
 */
export async function pipelined<R>(first: Promise<unknown>, work: Promise<R>): Promise<R> {
  const [, result] = await Promise.all([first, work]);
  return result;
}

/**
 * Lets the commit be sent behind a statement whose answer is still on its way. The caller awaits the returned promise after the commit: when
 * the statement failed, the commit found an aborted transaction and rolled back, and the promise rejects.
 */
export function sentAhead(statement: Promise<void>): Promise<void> {
  statement.catch(() => {}); // the caller sees the failure when it awaits; until then it must not count as unhandled
  return statement;
}
