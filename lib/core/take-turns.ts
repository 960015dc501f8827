import { unavailable } from "./errors.ts";

type Turns = {
  places: number;
  each: number;
  /** Tasks that may wait: of all owners, and of one. Further ones are refused with these words. */
  queue?: { most: number; ofOne: number; words: string };
};

/**
 * Returns a runner of tasks, `places` at once and at most `each` of one owner. A free place goes to the owner who has waited
 * longest since their last task began, so that one owner's long list delays another's short one by one task at most.
 * The runner throws AppError unavailable where the queue is full.
 */
export function takeTurns({ places, each, queue }: Turns) {
  /** Tasks that wait, by owner. A Map keeps the order in which owners are served. */
  const waiting = new Map<string, (() => void)[]>();
  const runningOf = new Map<string, number>();
  let running = 0;

  function begin(owner: string) {
    running += 1;
    runningOf.set(owner, (runningOf.get(owner) ?? 0) + 1);
  }

  function end(owner: string) {
    running -= 1;
    const left = (runningOf.get(owner) ?? 1) - 1;
    if (left > 0) runningOf.set(owner, left);
    else runningOf.delete(owner);
  }

  const hasRoom = (owner: string) => running < places && (runningOf.get(owner) ?? 0) < each;

  function startNext() {
    for (const [owner, tasks] of waiting) {
      if (!hasRoom(owner)) continue;
      waiting.delete(owner);
      const start = tasks.shift();
      if (tasks.length > 0) waiting.set(owner, tasks); // behind all others
      begin(owner);
      start?.();
      return;
    }
  }

  function checkQueue(owner: string) {
    if (!queue) return;
    const all = [...waiting.values()].reduce((sum, tasks) => sum + tasks.length, 0);
    if (all >= queue.most || (waiting.get(owner)?.length ?? 0) >= queue.ofOne) throw unavailable(queue.words);
  }

  return async <T>(owner: string, task: () => Promise<T>): Promise<T> => {
    if (hasRoom(owner)) begin(owner);
    else {
      checkQueue(owner);
      await new Promise<void>((start) => {
        waiting.set(owner, [...(waiting.get(owner) ?? []), start]);
      });
    }
    try {
      return await task();
    } finally {
      end(owner);
      startNext();
    }
  };
}
