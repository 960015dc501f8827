import { killGroup, launch, type Running, type Spec } from "./launch.ts";

export type { Spec };

/** Exit code of a child that another start cannot help (sysexits.h, EX_CONFIG). */
export const hopeless = 78;

type Options = {
  print: (name: string, line: string) => void;
  /**
   * Called once, when a child dies repeatedly before it was ever ready. The caller decides about
   * the others.
   */
  gaveUp: (name: string, why: string) => void;
  /** Deaths after which a child that was never ready is given up. */
  deaths?: number;
  /** Milliseconds a child must stay ready for its earlier deaths to be forgotten. */
  healthyAfter?: number;
  /** Names in the order of stopping. Those not listed stop before, the last started first. */
  stopOrder?: readonly string[];
  /** Milliseconds to wait before the next start, after so many deaths in a row. */
  backoff?: (deaths: number) => number;
};

type Member = {
  spec: Spec;
  current: Running | null;
  /** Replaced processes that still finish their responses. */
  leaving: Set<Running>;
  /** Deaths in a row, without a long healthy time between two of them. */
  deaths: number;
  wasReady: boolean;
  lastLines: string[];
  retry: NodeJS.Timeout | undefined;
  ready: PromiseWithResolvers<void>;
};

export type Supervisor = ReturnType<typeof supervise>;

/**
 * Keeps Node processes alive and restarts those that die, each time after a longer back-off of at
 * most 10 s. A child that was ready once is never given up, because otherwise an attacker who can
 * end one process could end the installation. A child that never became ready ends in `gaveUp`: at
 * once with the exit code `hopeless`, otherwise after `deaths`.
 * Each child has a separate process group, so that Ctrl-C in the terminal reaches only the
 * supervisor. The supervisor then decides the order of stopping. A child that sends `{ leaving:
 * true }` is replaced while it finishes.
 */
export function supervise({
  print,
  gaveUp,
  deaths = 5,
  healthyAfter = 60_000,
  backoff = doubling,
  stopOrder = [],
}: Options) {
  const members: Member[] = [];
  let stopping: Promise<void> | undefined;

  /** Resolves when the child is ready; rejects when it is given up or stopped before. */
  function start(spec: Spec): Promise<void> {
    const ready = Promise.withResolvers<void>();
    ready.promise.catch(() => {});
    if (stopping) {
      ready.reject(new Error("stopping"));
      return ready.promise;
    }
    const member: Member = {
      spec,
      current: null,
      leaving: new Set(),
      deaths: 0,
      wasReady: false,
      lastLines: [],
      retry: undefined,
      ready,
    };
    members.push(member);
    run(member);
    return ready.promise;
  }

  function run(member: Member) {
    const { spec } = member;
    try {
      member.current = launch(spec, {
        line(line) {
          member.lastLines = [...member.lastLines.slice(-19), line];
          print(spec.name, line);
        },
        ready() {
          if (member.deaths > 0) print(spec.name, "is ready again");
          member.wasReady = true;
          member.ready.resolve();
        },
        leaving(running) {
          if (member.current !== running || running.expected) return;
          member.leaving.add(running);
          died(member, running, "broke and finishes its last answers");
        },
        exit(running, code, signal) {
          if (member.leaving.delete(running) || running.expected) return forget(member, running);
          died(member, running, signal ? `was ended by ${signal}` : `ended with code ${code}`, code);
        },
      });
    } catch (error) {
      died(member, null, `was not started: ${(error as Error).message}`);
    }
  }

  function forget(member: Member, running: Running | null) {
    if (member.current === running) member.current = null;
  }

  function died(member: Member, running: Running | null, how: string, code: number | null = null) {
    forget(member, running);
    if (stopping) return;
    const { name } = member.spec;
    if (running?.readyAt && Date.now() - running.readyAt >= healthyAfter) member.deaths = 0;
    member.deaths++;
    if (!member.wasReady && (code === hopeless || member.deaths >= deaths)) {
      const why = code === hopeless ? how : `${how}, ${member.deaths} times before it was ready`;
      const words = [`${name} ${why}.`, ...member.lastLines].join("\n  ");
      member.ready.reject(new Error(words));
      gaveUp(name, words);
      return;
    }
    print(name, `${how}; starting it again`);
    member.retry = setTimeout(() => run(member), backoff(member.deaths));
  }

  async function stopMember(member: Member) {
    clearTimeout(member.retry);
    member.ready.reject(new Error("stopped"));
    const running = [...member.leaving, ...(member.current ? [member.current] : [])];
    await Promise.all(running.map((one) => stopRunning(member, one)));
  }

  async function stopRunning({ spec }: Member, running: Running) {
    const { child } = running;
    running.expected = true;
    const { promise: late, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(resolve, spec.stopWithin ?? 10_000, "late");
    if (child.connected) child.disconnect();
    else child.kill("SIGTERM");
    if ((await Promise.race([running.exited, late])) === "late") {
      print(spec.name, "did not stop in time and was killed");
      killGroup(child);
      await running.exited;
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
      if (!stopping) run(member);
    },
    /** Stops everything, the last started first. A second call has no further effect. */
    stop(): Promise<void> {
      stopping ??= (async () => {
        const place = (member: Member) => stopOrder.indexOf(member.spec.name);
        for (const member of members.toReversed().sort((a, b) => place(a) - place(b)))
          await stopMember(member);
      })();
      return stopping;
    },
    pids: () =>
      Object.fromEntries(members.map(({ spec, current }) => [spec.name, current?.child.pid ?? null])),
  };
}

/** Returns the milliseconds to wait after so many deaths in a row. */
export const doubling = (deaths: number) => Math.min(10_000, 250 * 2 ** (deaths - 1));
