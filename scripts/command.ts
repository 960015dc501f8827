import { joinHouse } from "./house.ts";
import { whenOrphaned } from "./orphan.mjs";
import { readSettings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { supervise } from "./supervisor.ts";
import { failed, terminal } from "./terminal.ts";

type Context = {
  /** Complete environment, also merged into this process's own, so that `env()` works from here on. */
  env: NodeJS.ProcessEnv;
  /**
   * Writes a line for the operator at the terminal. With `--json` it goes to stderr, because stdout
   * is then for the JSON alone.
   */
  say: (line: string) => void;
  supervisor: ReturnType<typeof supervise>;
  /** True when the product runs beside this command, so that its workers take queued jobs. */
  running: boolean;
  /** Aborted when the operator stops the command. */
  signal: AbortSignal;
};

/** Stop on the operator's request, as opposed to an error. */
export class Interrupted extends StartError {}

/**
 * Runs one command beside the product, on the database of a running `npm start` or on one started
 * for it. The process ends with 0, or with 1 and the reason. Everything it started is stopped
 * first.
 */
export async function command(what: string, run: (context: Context) => Promise<void>): Promise<never> {
  const { say, print } = terminal(process.argv.includes("--json") ? process.stderr : process.stdout);
  const stopped = new AbortController();
  const supervisor = supervise({
    print,
    gaveUp: (_, why) => stopped.abort(new StartError(why)),
  });
  const interrupted = () => stopped.abort(new Interrupted("Stopped."));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupted);
  whenOrphaned(interrupted);
  let code = 0;
  try {
    const settings = readSettings();
    const house = await joinHouse(settings, what, supervisor, say);
    Object.assign(process.env, house.env);
    // A command that ends by itself when told to stop (a worker) has not failed, so it may report first.
    const aborted = new Promise<never>((_, reject) => {
      const fail = () => setImmediate(reject, stopped.signal.reason);
      stopped.signal.addEventListener("abort", fail, { once: true });
    });
    const running = house.lock === null;
    await Promise.race([run({ env: house.env, say, supervisor, running, signal: stopped.signal }), aborted]);
  } catch (error) {
    code = 1;
    failed(error);
  }
  await supervisor.stop();
  process.exit(code);
}
