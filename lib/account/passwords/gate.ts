/** The gate's queue is full. Answer 503 with `Retry-After: retryAfter` (seconds). */
export class BusyError extends Error {
  override readonly name = "BusyError";
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(`Too busy to check passwords. Try again in ${retryAfter} seconds.`);
    this.retryAfter = retryAfter;
  }
}

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets `limit` works run at once and up to `queue` wait, first come first served. Beyond that a work is refused at
 * once with BusyError: a queue without an end turns a flood into minutes of waiting for everybody.
 * @param secondsToClear how long a full queue takes to empty, told as retryAfter
 */
export function createGate({ limit, queue, secondsToClear }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < limit) running++;
    else if (waiting.length < queue) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new BusyError(secondsToClear);

    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so nobody who comes now can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

type GateOptions = { limit: number; queue: number; secondsToClear: number };
