import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const recent = Number(process.versions.node.split(".")[0]) >= 24;
// An editor may run the tests on an older Node, which cannot run this project's TypeScript.
const node = recent
  ? process.execPath
  : fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
export const leash = new URL("./child.ts", import.meta.url).href;

/**
 * Descriptor under which a child finds the first of `Spec.descriptors`, after stdin, stdout, stderr
 * and the channel.
 */
export const firstDescriptor = 4;

export type Spec = {
  name: string;
  /** Arguments for `node`. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /**
   * With "message" the child sends `{ ready: true }`. A function is called every 50 ms until it
   * returns true.
   */
  ready: "message" | (() => Promise<boolean>);
  /** Milliseconds it may take to stop before it is killed. */
  stopWithin?: number;
  /** Open files of this process that the child inherits, as `firstDescriptor` and up. */
  descriptors?: readonly number[];
};

/** One process of a child; a restarted child is a new one. */
export type Running = {
  child: ChildProcess;
  /** Resolves once the process is gone and its last lines are read. */
  exited: Promise<void>;
  /** Time when it became ready. */
  readyAt: number | null;
  /** True once the supervisor asked it to stop. */
  expected: boolean;
};

type Events = {
  line(line: string): void;
  ready(running: Running): void;
  /** True when the process takes no new work and ends once its running responses are finished. */
  leaving(running: Running): void;
  exit(running: Running, code: number | null, signal: NodeJS.Signals | null): void;
};

/**
 * Starts one process in a separate process group and reports its state.
 * @throws Error when the system has no room for another process.
 */
export function launch(spec: Spec, events: Events): Running {
  const child = spawn(node, ["--import", leash, ...spec.args], {
    cwd: root,
    env: { ...spec.env, MAILNEO_LEASH: "1" },
    stdio: ["ignore", "pipe", "pipe", "ipc", ...(spec.descriptors ?? [])],
    detached: true,
  });
  child.on("error", (error) => events.line(error.message));
  if (child.pid === undefined) throw new Error("no process could be started");

  const { promise: exited, resolve } = Promise.withResolvers<void>();
  const running: Running = { child, exited, readyAt: null, expected: false };
  const read = [child.stdout, child.stderr].map((stream) => readLines(stream as Readable, events.line));
  const ready = () => {
    running.readyAt ??= Date.now();
    events.ready(running);
  };
  child.on("message", (message: { ready?: boolean; leaving?: boolean } | null) => {
    if (message?.ready) ready();
    if (message?.leaving) events.leaving(running);
  });
  if (spec.ready !== "message") void untilReady(child, spec.ready, ready);
  // Not "close", because that event never comes after this side closed the channel.
  child.once("exit", async (code, signal) => {
    killGroup(child);
    await Promise.race([Promise.all(read), new Promise((enough) => setTimeout(enough, 200))]);
    resolve();
    events.exit(running, code, signal);
  });
  return running;
}

function readLines(stream: Readable, line: (line: string) => void) {
  stream.on("error", () => {}); // a broken pipe just ends
  const lines = createInterface({ input: stream });
  lines.on("line", line);
  return once(lines, "close");
}

async function untilReady(child: ChildProcess, asked: () => Promise<boolean>, ready: () => void) {
  while (child.exitCode === null && child.signalCode === null) {
    if (await asked().catch(() => false)) return ready();
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** Ends the child and all processes it started. */
export function killGroup(child: ChildProcess) {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
}
