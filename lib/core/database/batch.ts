type Waiting<I, O> = { item: I; resolve: (answer: O) => void; reject: (error: unknown) => void };

const mostInBatch = 100;
const mostUnderWay = 2;

/**
 * Returns a function that batches its calls by key. At most two batches of one key run at once, and calls that arrive
 * meanwhile share the next one, at most a hundred each. A call does not wait while fewer than two batches run.
 *
 * `run` returns its results in the order of its items. When it fails for several items, each runs alone, so that one bad
 * call fails no other. Measured for one-click unsubscribes: 0.6 ms of Postgres for a call alone, 0.2 to 0.4 ms in a batch.
 */
export function batched<I, O>(run: (items: I[]) => Promise<O[]>): (key: string, item: I) => Promise<O> {
  const queues = new Map<string, { waiting: Waiting<I, O>[]; underWay: number }>();

  async function go(key: string, group: Waiting<I, O>[]) {
    try {
      const answers = await run(group.map(({ item }) => item));
      group.forEach(({ resolve }, at) => {
        resolve(answers[at] as O);
      });
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await go(key, [one]);
    }
  }

  function next(key: string) {
    const queue = queues.get(key);
    if (!queue || queue.underWay >= mostUnderWay) return;
    if (queue.waiting.length === 0) {
      if (queue.underWay === 0) queues.delete(key);
      return;
    }
    queue.underWay++;
    void go(key, queue.waiting.splice(0, mostInBatch)).finally(() => {
      queue.underWay--;
      next(key);
    });
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(key) ?? { waiting: [], underWay: 0 };
      queues.set(key, queue);
      queue.waiting.push({ item, resolve, reject });
      // Starts at the end of this turn, so that calls from one read of the sockets share a batch.
      if (queue.waiting.length === 1) setImmediate(next, key);
    });
}
