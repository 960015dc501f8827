/** The semaphore's queue is full. Callers respond with 503 and `Retry-After: retryAfter` (seconds). */
export class BusyError extends Error {
  override readonly name = "BusyError";
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(`Too busy to check passwords. Try again in ${retryAfter} seconds.`);
    this.retryAfter = retryAfter;
  }
}

export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Returns a counting semaphore: `limit` tasks run at once and up to `queue` wait, first come first served. Further tasks are refused at
 * once, because an endless queue turns a flood into minutes of waiting for every user.
 * @param secondsToClear seconds a full queue takes to empty, told as retryAfter
 * @throws BusyError when the queue is full
 */
export function createSemaphore({ limit, queue, secondsToClear }: SemaphoreOptions): Semaphore {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < limit) running++;
    else if (waiting.length < queue) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new BusyError(secondsToClear);

    try {
      return await work();
    } finally {
      // The place goes straight to the next task in line, so that a newcomer cannot overtake it.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

type SemaphoreOptions = { limit: number; queue: number; secondsToClear: number };
