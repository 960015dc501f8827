/**
 * Who asks for a place. `known` is a signed-in user or a browser that has signed in to this account before. Other visitors
 * are counted by their `networks`, and one waits only while fewer than `upTo` of them wait already.
 */
export type Turn = { known: string } | { networks: readonly string[]; upTo: number };

/**
 * No place is free. "caller" means that this user or network has enough waiting already, "visitors" that too many visitors
 * wait, and "all" that the queue is full. Callers respond with 503 and `Retry-After: retryAfter` (seconds).
 */
export class BusyError extends Error {
  override readonly name = "BusyError";
  readonly retryAfter: number;
  readonly full: "caller" | "visitors" | "all";

  constructor(retryAfter: number, full: "caller" | "visitors" | "all" = "all") {
    super(`Too busy to check passwords. Try again in ${retryAfter} seconds.`);
    this.retryAfter = retryAfter;
    this.full = full;
  }
}

export type Semaphore = <T>(work: () => Promise<T>, turn?: Turn) => Promise<T>;

/** Most waiting at once: of one known user or browser, and of one network. */
const MOST = { known: 4, network: 2 };
/** While both wait, a visitor gets each fourth place, so that neither kind shuts the other out. */
const VISITORS_TURN = 4;

type Waiting = { start: () => void; keys: readonly string[] };

/**
 * Returns a counting semaphore: `limit` tasks run at once and up to `queue` of each kind wait. Known callers go first, so
 * that a flood of visitors from any number of networks delays none of them by more than a few tasks. Further tasks are
 * refused at once, because an endless queue turns a flood into minutes of waiting for every user.
 * @param secondsToClear seconds a full queue takes to empty, told as retryAfter
 * @throws BusyError
 */
export function createSemaphore({ limit, queue, secondsToClear }: SemaphoreOptions): Semaphore {
  const known: Waiting[] = [];
  const visitors: Waiting[] = [];
  const waitingOf = new Map<string, number>();
  let running = 0;
  let handedOver = 0;

  function enqueue(turn: Turn | undefined): Promise<void> {
    const isVisitor = turn !== undefined && "networks" in turn;
    const line = isVisitor ? visitors : known;
    const keys = turn === undefined ? [] : isVisitor ? turn.networks : [turn.known];
    const most = isVisitor ? MOST.network : MOST.known;
    if (keys.some((key) => (waitingOf.get(key) ?? 0) >= most))
      throw new BusyError(secondsFor(line.length), "caller");
    if (line.length >= queue) throw new BusyError(secondsToClear, "all");
    if (isVisitor && line.length >= turn.upTo) throw new BusyError(secondsFor(line.length), "visitors");
    for (const key of keys) waitingOf.set(key, (waitingOf.get(key) ?? 0) + 1);
    return new Promise((start) => line.push({ start, keys }));
  }

  const secondsFor = (ahead: number) => Math.max(1, Math.ceil((secondsToClear * ahead) / queue));

  /** Gives a place straight to the next task, so that a newcomer cannot overtake it. Returns whether one waited. */
  function handOver(): boolean {
    const visitorFirst = known.length === 0 || (visitors.length > 0 && ++handedOver % VISITORS_TURN === 0);
    const next = (visitorFirst ? visitors : known).shift();
    if (!next) return false;
    for (const key of next.keys) {
      const left = (waitingOf.get(key) ?? 1) - 1;
      if (left > 0) waitingOf.set(key, left);
      else waitingOf.delete(key);
    }
    next.start();
    return true;
  }

  return async (work, turn) => {
    if (running < limit) running++;
    else await enqueue(turn);

    try {
      return await work();
    } finally {
      if (!handOver()) running--;
    }
  };
}

type SemaphoreOptions = { limit: number; queue: number; secondsToClear: number };
