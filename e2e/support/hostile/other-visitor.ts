import { Worker } from "node:worker_threads";
import { newNetwork, origin } from "../wire.ts";
import { now } from "./send.ts";

type Look = { began: number; ended: number; status: number };

export type OtherVisitor = Awaited<ReturnType<typeof otherVisitor>>;

/** Between two looks, in milliseconds: a process that stops for longer than this and the limit is always noticed. */
const pause = 10;

/**
 * What a look may take more than in quiet, in milliseconds. Where a quiet look takes longer than this, because the machine is slow
 * or busy, it may take twice as long as in quiet: a request that stops a process takes hundreds.
 */
const least = 50;

/**
 * Someone who looks at the sign-in page (the web process) and at /api/health (the edge) all the time, and says how long it took.
 * Quiet is measured first: 60 looks at each.
 */
export async function otherVisitor() {
  const eyes = ["/sign-in", "/api/health"].map(eye);
  for (const each of eyes) await each.until(() => each.looks.length >= 60);
  const quiet = eyes.map(({ looks }) => percentile(looks.slice(10).map(took), 0.95));

  const allowed = Math.max(least, ...quiet);

  return {
    quiet,
    allowed,
    /** How many milliseconds more than in quiet the worst look between these moments took, once every look of that time is over. */
    async delayedBy(from: number, to: number): Promise<number> {
      const delays = eyes.map(async (each, at) => {
        await each.until(() => (each.looks.at(-1)?.began ?? 0) >= to);
        const meanwhile = each.looks.filter(({ began, ended }) => began < to && ended > from);
        return Math.max(0, ...meanwhile.map(took)) - (quiet[at] ?? 0);
      });
      return Math.max(...(await Promise.all(delays)));
    },
    /** Resolves when looks take no longer than they may. */
    async calm() {
      for (;;) if ((await this.delayedBy(now(), now() + 1)) < allowed) return;
    },
    /** Looks that were not answered with a page. */
    unanswered: () => eyes.flatMap(({ looks }) => looks.filter(({ status }) => status !== 200)).length,
    /** In words: how many looks, and how long they took. */
    told: () =>
      eyes
        .map(({ path, looks }, at) => {
          const all = looks.map(took);
          const [p50, p95, worst] = [0.5, 0.95, 1].map((share) => percentile(all, share).toFixed(1));
          return `${path}: ${all.length} looks, median ${p50} ms, 95 % ${p95} ms, worst ${worst} ms (quiet 95 %: ${quiet[at]?.toFixed(1)} ms)`;
        })
        .join("; "),
    stop: () => Promise.all(eyes.map(({ stop }) => stop())),
  };
}

function eye(path: string) {
  const at = new URL(origin());
  const looks: Look[] = [];
  const waiting = new Set<() => void>();
  const worker = new Worker(new URL("./visitor-thread.ts", import.meta.url), {
    workerData: { port: at.port, host: at.host, path, from: newNetwork(), pause },
    execArgv: [],
  });
  worker.on("message", (look: Look) => {
    looks.push(look);
    for (const ask of waiting) ask();
  });
  return {
    path,
    looks,
    until(holds: () => boolean) {
      return new Promise<void>((resolve) => {
        const ask = () => {
          if (!holds()) return;
          waiting.delete(ask);
          resolve();
        };
        waiting.add(ask);
        ask();
      });
    },
    stop: () => worker.terminate(),
  };
}

const took = ({ began, ended }: Look) => ended - began;

function percentile(values: number[], share: number) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
