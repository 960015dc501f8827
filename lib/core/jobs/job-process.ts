import { type ChildProcess, fork } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import type { Job } from "./jobs.ts";

/** The messages between parent and child process. Errors travel whole (structured clone). */
export type ToChild = { run: string; job: string; data: unknown } | { abort: string } | "end";
export type ToParent = { ran: string; left: "done" | "again" | undefined } | { ran: string; error: unknown };

export type JobProcess = ReturnType<typeof jobProcess>;

type Options = {
  /** Milliseconds that an idle process waits for another job before it ends. */
  idle?: number;
  /** Milliseconds that an aborted job has to stop before its process is killed. */
  patience?: number;
};

/**
 * Runs jobs in a process of their own, because in the worker's process one long computation over a member's file would
 * delay all mail. The process starts when a job is due and ends when idle, because a second worker that always runs would
 * cost 80 MB. When it dies, its jobs fail at once and the queue retries them.
 *
 * The queue stays with the parent, which takes the job, sends its heartbeat and passes on an abort.
 *
 * @param script path of a module that calls `serveJobs` with the jobs it knows.
 */
export function jobProcess(script: string, { idle = 30_000, patience = 8_000 }: Options = {}) {
  type Running = { resolve: (left: "done" | "again" | undefined) => void; reject: (error: unknown) => void };
  type Child = { process: ChildProcess; running: Map<string, Running>; idle?: NodeJS.Timeout | undefined };
  let current: Child | undefined;
  const all = new Set<Child>();

  function start(): Child {
    const process = fork(script, { serialization: "advanced", execArgv: ["--max-old-space-size=512"] });
    const child: Child = { process, running: new Map() };
    all.add(child);
    // A lower priority, so that mail and pages go first on a machine short of cores.
    if (process.pid) setPriority(process.pid, Math.max(getPriority(), 5));
    process.on("message", (said) => heard(child, said as ToParent));
    process.once("error", (error) => gone(child, error));
    process.once("exit", (code, signal) =>
      gone(child, new Error(`The process that ran this job ended (${signal ?? `code ${code}`}).`)),
    );
    return child;
  }

  function heard(child: Child, said: ToParent) {
    const job = child.running.get(said.ran);
    child.running.delete(said.ran);
    if ("error" in said) job?.reject(said.error);
    else job?.resolve(said.left);
    if (child.running.size === 0) child.idle = setTimeout(end, idle, child).unref();
  }

  function gone(child: Child, error: Error) {
    all.delete(child);
    if (current === child) current = undefined;
    clearTimeout(child.idle);
    for (const job of child.running.values()) job.reject(error);
    child.running.clear();
  }

  /** Ends one process. The next job starts another one. */
  function end(child: Child) {
    if (current === child) current = undefined;
    say(child, "end");
    setTimeout(() => child.process.kill("SIGKILL"), patience).unref();
  }

  // Skips a process that is gone, because its `exit` event settles its jobs.
  const say = (child: Child, words: ToChild) =>
    child.process.connected && child.process.send(words, () => {});

  return {
    async run(spec: Job, data: unknown, id: string, signal: AbortSignal) {
      signal.throwIfAborted();
      current ??= start();
      const child = current;
      clearTimeout(child.idle);
      let killing: NodeJS.Timeout | undefined;
      const abort = () => {
        say(child, { abort: id });
        killing = setTimeout(() => child.process.kill("SIGKILL"), patience).unref();
      };
      signal.addEventListener("abort", abort, { once: true });
      try {
        return await new Promise<"done" | "again" | undefined>((resolve, reject) => {
          child.running.set(id, { resolve, reject });
          say(child, { run: id, job: spec.name, data });
        });
      } finally {
        signal.removeEventListener("abort", abort);
        clearTimeout(killing);
      }
    },

    /** Returns the process id, or null while no process runs. */
    pid: () => current?.process.pid ?? null,

    /** Ends every process. Jobs that still run then fail. */
    async stop() {
      const ended = [...all].map(
        (child) => new Promise<void>((resolve) => child.process.once("exit", () => resolve())),
      );
      for (const child of all) end(child);
      await Promise.all(ended);
    },
  };
}
