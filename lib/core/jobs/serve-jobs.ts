import { closeConnections } from "#lib/core/database/connections.ts";
import type { ToChild, ToParent } from "./job-process.ts";
import { type Job, jobWaits } from "./jobs.ts";
import { runJob } from "./worker.ts";

/**
 * Runs, in the child process of `jobProcess`, the jobs that the parent sends. It ends when the parent says so or is
 * gone.
 */
export function serveJobs(jobs: readonly Job[]) {
  const running = new Map<string, AbortController>();

  process.on("message", (words: ToChild) => {
    if (words === "end") void end();
    else if ("abort" in words) running.get(words.abort)?.abort(new Error("This job was aborted."));
    else void run(words);
  });
  process.once("disconnect", end);
  // Ignores signals, because Ctrl-C in a terminal reaches the whole group and the parent decides when to end.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

  async function run({ run: id, job, data }: Extract<ToChild, { run: string }>) {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const spec = jobs.find(({ name }) => name === job);
      if (!spec) throw new Error(`This process knows no job ${job}.`);
      const left = await runJob(spec, data, id, abort.signal, (own) => jobWaits(spec, own));
      say({ ran: id, left: left ?? undefined });
    } catch (error) {
      say({ ran: id, error: sendable(error) });
    } finally {
      running.delete(id);
    }
  }

  async function end() {
    for (const abort of running.values()) abort.abort(new Error("The worker is stopping."));
    setTimeout(() => process.exit(0), 5000).unref(); // because connections to a database that is gone never end
    await closeConnections();
    process.exit(0);
  }
}

const say = (words: ToParent) => process.connected && process.send?.(words, () => {});

// Copies only the parts of an error that surely survive the structured clone; a driver's error may hold more.
function sendable(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { message, stack, cause } = error;
  const copy = new Error(message, cause instanceof Error ? { cause: sendable(cause) } : undefined);
  copy.stack = stack ?? "";
  return copy;
}
