/**
 * Awaits both and returns the result of `work`, whose statements were sent behind `first` without awaiting its reply.
 * A connection runs statements in the order they were sent, so `work` runs after `first` and one round trip is saved.
 *
 * When `first` fails it still waits for `work` to end. Otherwise statements that `work` sends later would run after the
 * rollback, in whatever transaction the connection serves next.
 *
 * Measured for entering the workspace before a command's change, against awaiting it: 1.2 times as many commands a second.
 * The gain was the same one at a time and ten at once in 50 workspaces.
 */
export async function pipelined<R>(first: Promise<unknown>, work: Promise<R>): Promise<R> {
  const [ahead, done] = await Promise.allSettled([first, work]);
  if (ahead.status === "rejected") throw ahead.reason;
  if (done.status === "rejected") throw done.reason;
  return done.value;
}

/**
 * Lets the commit be sent behind a statement whose reply is still under way. The caller awaits the returned promise after
 * the commit. When the statement failed, the commit rolled back the aborted transaction and the promise rejects.
 *
 * Measured for audit entries, ten commands at once: 1.4 times as many a second in one workspace and 1.1 times in 50.
 * In one workspace each command holds the chain for one round trip less.
 */
export function sentAhead(statement: Promise<void>): Promise<void> {
  statement.catch(() => {}); // the caller sees the failure when it awaits, and until then it must not count as unhandled
  return statement;
}
