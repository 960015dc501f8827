/**
 * Waits for both and returns the result of `work`, whose statements were sent behind `first` without awaiting its answer. A connection
 * answers in the order it was asked, so `work` runs after `first` although one round trip is saved. Measured for entering the workspace before
 * a command's change, against awaiting it: 1.2 times as many commands a second, one at a time and ten at once in 50 workspaces.
 */
export async function pipelined<R>(first: Promise<unknown>, work: Promise<R>): Promise<R> {
  const [, result] = await Promise.all([first, work]);
  return result;
}

/**
 * Lets the commit be sent behind a statement whose answer is still on its way. The caller awaits the returned promise after the commit: when
 * the statement failed, the commit found an aborted transaction and rolled back, and the promise rejects. Measured for audit entries, ten
 * commands at once: 1.4 times as many a second in one workspace, where each holds the chain for one round trip less, and 1.1 in 50.
 */
export function sentAhead(statement: Promise<void>): Promise<void> {
  statement.catch(() => {}); // the caller sees the failure when it awaits; until then it must not count as unhandled
  return statement;
}
