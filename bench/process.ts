import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

export type Running = {
  child: ChildProcess;
  port: number | undefined;
  said: Record<string, unknown>;
  stop: () => Promise<void>;
};

const started = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** Starts a Node process of the bench's own and waits until it says `{ ready: true }`, or until `ready` answers true. */
export async function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ready?: () => Promise<boolean>,
): Promise<Running> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  started.add(child);
  const said = Promise.withResolvers<Record<string, unknown>>();
  child.on("message", (message: Record<string, unknown>) => message?.ready && said.resolve(message));
  child.once("exit", (code) => {
    started.delete(child);
    said.reject(new Error(`${args.join(" ")} ended with ${code}.`));
  });
  said.promise.catch(() => {});
  if (ready) {
    while (!(await ready())) {
      if (child.exitCode !== null) break;
      await wait(100);
    }
    if (child.exitCode === null) said.resolve({});
  }
  const message = await said.promise;
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
  };
  return { child, port: message.port as number | undefined, said: message, stop };
}
