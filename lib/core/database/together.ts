type Waiting<I, O> = { item: I; resolve: (answer: O) => void; reject: (error: unknown) => void };

const mostTogether = 100;
const mostUnderWay = 2;

/**
 * Joins what is asked while earlier calls are under way: nobody waits for company, but whoever has to wait goes with all the others of
 * the same key, at most a hundred. When `run` fails for several, each is run alone, so that nobody fails for somebody else's sake.
 * `run` answers in the order it was asked.
 */
export function together<I, O>(run: (items: I[]) => Promise<O[]>): (key: string, item: I) => Promise<O> {
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
    void go(key, queue.waiting.splice(0, mostTogether)).finally(() => {
      queue.underWay--;
      next(key);
    });
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(key) ?? { waiting: [], underWay: 0 };
      queues.set(key, queue);
      queue.waiting.push({ item, resolve, reject });
      // At the end of this turn, so that what arrived in one read of the sockets goes together.
      if (queue.waiting.length === 1) setImmediate(next, key);
    });
}
