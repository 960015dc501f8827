// Supervises one Postgres server: starts it, reports when it is ready, and stops it on request or
// when the supervisor ends. Postgres itself cannot notice its parent's death; this process can.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { plainEnvironment, runPgCtl, serverPid } from "../postgres-server.ts";
import { tellReady } from "../ready.ts";

export type KeeperOrders = {
  bin: string;
  data: string;
  logFile: string;
  args: string[];
  user: { uid: number; gid: number } | undefined;
  /** Paths deleted once the server has stopped. */
  remove: string[];
};

const orders = JSON.parse(process.env.MAILNEO_POSTGRES ?? "null") as KeeperOrders;
const { bin, data, user, logFile } = orders;

// A killed keeper leaves its server running. Stop that one first, because two servers cannot share a folder.
if (serverPid(data)) await runPgCtl(orders, ["stop", "-m", "fast", "-w", "-t", "30"]);
rmSync(join(data, "postmaster.pid"), { force: true });

keepLogShort();
const log = openSync(logFile, "a", 0o600);
const server = spawn(join(bin, "postgres"), ["-D", data, ...orders.args], {
  ...user,
  cwd: "/",
  detached: true,
  stdio: ["ignore", log, log],
  env: plainEnvironment,
});
closeSync(log);

let stopping = false;
server.on("error", (error) => {
  console.error(`PostgreSQL could not be started: ${error.message}`);
  process.exit(1);
});
server.on("exit", (code, signal) => {
  if (!stopping) {
    console.error(`PostgreSQL ended (${signal ?? `code ${code}`}). Its log ends with:\n${tail()}`);
    process.exit(1);
  }
  for (const path of orders.remove) rmSync(path, { recursive: true, force: true });
  process.exit(0);
});

// Fast shutdown ends sessions and writes a checkpoint; immediate shutdown leaves the rest to
// recovery at the next start.
process.on("SIGTERM", () => {
  if (stopping) return;
  stopping = true;
  if (orders.remove.length > 0) return server.kill("SIGQUIT");
  server.kill("SIGINT");
  setTimeout(() => server.kill("SIGQUIT"), 15_000).unref();
});
process.on("SIGINT", () => {});

while (!ready()) await new Promise((next) => setTimeout(next, 15));
tellReady();

/**
 * Returns whether the server is ready. It writes its state to the eighth line of its pid file, as
 * pg_ctl reads it.
 */
function ready() {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === server.pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function keepLogShort() {
  try {
    if (statSync(logFile).size > 5_000_000) renameSync(logFile, `${logFile}.old`);
  } catch {
    // The log does not exist yet.
  }
}

function tail() {
  return readFileSync(logFile, "utf8").trim().split("\n").slice(-10).join("\n");
}
