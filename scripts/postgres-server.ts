import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PostgresUser } from "./postgres-home.ts";

type Place = { bin: string; data: string; user: PostgresUser | undefined };

/**
 * Returns the pid of a server that really runs on this folder; null when the pid file is missing or
 * left from a crash.
 */
export function serverPid(data: string): number | null {
  try {
    const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    return pid > 1 && commandOf(pid).includes("postgres") ? pid : null;
  } catch {
    return null;
  }
}

/** Runs one of Postgres's own programs as the account that owns the data. */
export function runPgCtl(place: Place, args: string[]) {
  return runProgram(place, "pg_ctl", [...args, "-D", place.data]);
}

export function runProgram({ bin, user }: Place, program: string, args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(join(bin, program), args, {
    ...user,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: plainEnvironment,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  child.on("error", reject);
  child.on("close", (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${program} failed (${code}): ${output.trim().split("\n").slice(-6).join("\n")}`));
  });
  return promise;
}

function commandOf(pid: number): string {
  if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
}

/**
 * Returns an environment without this project's secrets and with English messages. NODE_ENV is
 * there only because Next declares it everywhere.
 */
export const plainEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
};
