/** Milliseconds a campaign keeps its place while jobs of others wait. */
const turnMilliseconds = 20_000;

export type TurnOptions = {
  othersWait?: () => Promise<boolean>;
  /** Milliseconds before the first question. */
  turn?: number;
};

/**
 * Ends a run's turn once another job waits. The clock asks, because a server that answers nothing ends no message and would
 * keep the place.
 */
export function watchTurn({ othersWait, turn = turnMilliseconds }: TurnOptions) {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const askIn = (milliseconds: number) => {
    timer = setTimeout(ask, milliseconds).unref();
  };
  const ask = async () => {
    // The turn goes on when the database does not answer, and the next question finds out.
    const waits = await othersWait?.().catch(() => false);
    if (!timer) return;
    if (waits) over.abort();
    else askIn(Math.min(turn, 1000));
  };
  if (othersWait) askIn(turn);
  return {
    over: over.signal,
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
