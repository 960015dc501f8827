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

/** A child that ends with this code says: starting me again cannot help (sysexits.h, EX_CONFIG). */
export const hopeless = 78;

export type Spec = {
  name: string;
  /** What `node` is given. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** "message": the child sends `{ ready: true }`. A function: asked every 50 ms until it says true. */
  ready: "message" | (() => Promise<boolean>);
  /** How long it may take to stop before it is killed, in milliseconds. */
  stopWithin?: number;
};

type Options = {
  print: (name: string, line: string) => void;
  /** Called once, when a child keeps dying. What to do with the others is the caller's choice. */
  gaveUp: (name: string, why: string) => void;
  /** Deaths within `window` ms after which it gives up. */
  deaths?: number;
  window?: number;
  /** Names, first to stop first; those not listed go before, the last started first. */
  stopOrder?: readonly string[];
  backoff?: (deaths: number) => number;
};

type Member = {
  spec: Spec;
  child: ChildProcess | null;
  deaths: number[];
  lastLines: string[];
  retry: NodeJS.Timeout | undefined;
  expected: boolean;
  ready: PromiseWithResolvers<void>;
  exited: Promise<void>;
};

export type Supervisor = ReturnType<typeof supervise>;

/**
 * Keeps Node processes alive: what dies is started again, a little later each time; what keeps dying ends in `gaveUp`.
 * Each child gets its own process group, so that Ctrl-C in the terminal reaches only the supervisor and the order of
 * stopping is the supervisor's.
 */
export function supervise({
  print,
  gaveUp,
  deaths = 5,
  window = 60_000,
  backoff = doubling,
  stopOrder = [],
}: Options) {
  const members: Member[] = [];
  let stopping: Promise<void> | undefined;

  /** Resolves when the child is ready; rejects when it is given up or stopped before. */
  function start(spec: Spec): Promise<void> {
    const member: Member = {
      spec,
      child: null,
      deaths: [],
      lastLines: [],
      retry: undefined,
      expected: false,
      ready: Promise.withResolvers(),
      exited: Promise.resolve(),
    };
    member.ready.promise.catch(() => {});
    if (stopping) {
      member.ready.reject(new Error("stopping"));
    } else {
      members.push(member);
      launch(member);
    }
    return member.ready.promise;
  }

  function launch(member: Member) {
    const { spec } = member;
    const child = spawn(node, ["--import", leash, ...spec.args], {
      cwd: root,
      env: { ...spec.env, MAILNEO_LEASH: "1" },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    member.child = child;
    member.expected = false;
    const read = [child.stdout, child.stderr].map((stream) => {
      const lines = createInterface({ input: stream as Readable });
      lines.on("line", (line) => {
        member.lastLines = [...member.lastLines.slice(-19), line];
        print(spec.name, line);
      });
      return once(lines, "close");
    });
    child.on("message", (message) => {
      if ((message as { ready?: boolean } | null)?.ready) member.ready.resolve();
    });
    child.on("error", (error) => print(spec.name, error.message));
    if (spec.ready !== "message") untilReady(member, child, spec.ready);
    const { promise, resolve } = Promise.withResolvers<void>();
    member.exited = promise;
    // Not "close": that one never comes after this side closed the channel.
    child.once("exit", async (code, signal) => {
      killGroup(child);
      await Promise.race([Promise.all(read), new Promise((enough) => setTimeout(enough, 200))]);
      resolve();
      if (member.child === child) member.child = null;
      if (!member.expected) died(member, code, signal);
    });
  }

  async function untilReady(member: Member, child: ChildProcess, ready: () => Promise<boolean>) {
    while (child.exitCode === null && child.signalCode === null) {
      if (await ready().catch(() => false)) return member.ready.resolve();
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  function died(member: Member, code: number | null, signal: NodeJS.Signals | null) {
    if (stopping) return;
    const now = Date.now();
    member.deaths = [...member.deaths.filter((at) => at > now - window), now];
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    if (code === hopeless || member.deaths.length >= deaths) {
      const why = code === hopeless ? how : `${how}, ${member.deaths.length} times within ${window / 1000} s`;
      const words = [`${member.spec.name} ${why}.`, ...member.lastLines].join("\n  ");
      member.ready.reject(new Error(words));
      gaveUp(member.spec.name, words);
      return;
    }
    const wait = backoff(member.deaths.length);
    print(member.spec.name, `${how}; starting it again`);
    member.retry = setTimeout(() => launch(member), wait);
  }

  async function stopMember(member: Member) {
    clearTimeout(member.retry);
    member.ready.reject(new Error("stopped"));
    const { child } = member;
    if (!child) return;
    member.expected = true;
    const { promise: late, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(resolve, member.spec.stopWithin ?? 10_000, "late");
    if (child.connected) child.disconnect();
    else child.kill("SIGTERM");
    if ((await Promise.race([member.exited, late])) === "late") {
      print(member.spec.name, "did not stop in time and was killed");
      killGroup(child);
      await member.exited;
    }
    clearTimeout(timer);
  }

  return {
    start,
    /** Stops one child and starts it again, without counting it as a death. */
    async restart(name: string) {
      const member = members.find((candidate) => candidate.spec.name === name);
      if (!member || stopping) return;
      await stopMember(member);
      if (!stopping) launch(member);
    },
    /** Stops everything, the last started first. Asking twice is asking once. */
    stop(): Promise<void> {
      stopping ??= (async () => {
        const place = (member: Member) => stopOrder.indexOf(member.spec.name);
        for (const member of members.toReversed().sort((a, b) => place(a) - place(b)))
          await stopMember(member);
      })();
      return stopping;
    },
    pids: () => Object.fromEntries(members.map(({ spec, child }) => [spec.name, child?.pid ?? null])),
  };
}

const doubling = (deaths: number) => Math.min(10_000, 250 * 2 ** (deaths - 1));

/** The child and whatever it started itself. */
function killGroup(child: ChildProcess) {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
}
