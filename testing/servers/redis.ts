import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "../../scripts/ports.ts";

const program = [
  "/usr/bin/redis-server",
  "/usr/local/bin/redis-server",
  "/opt/homebrew/bin/redis-server",
].find(existsSync);

/** Why no Redis can be started here; null when one can. */
export const noRedis = program
  ? null
  : "redis-server is not installed (Debian: apt-get install redis-server)";

/** Starts a real Redis that keeps nothing on disk. With `cluster` it has the rules of a cluster and all its keys. */
export async function startRedis({ cluster = false } = {}) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "mailneo-redis-"));
  const ofCluster = cluster
    ? [
        "--cluster-enabled",
        "yes",
        "--cluster-port",
        String(await freePort()),
        "--cluster-announce-ip",
        "127.0.0.1",
      ]
    : [];
  const child = spawn(
    program ?? "redis-server",
    [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
      "--save",
      "",
      "--appendonly",
      "no",
      ...ofCluster,
    ],
    { stdio: "ignore" },
  );
  const admin = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  admin.on("error", () => {}); // until it listens
  await admin.ping();
  if (cluster) {
    await admin.cluster("ADDSLOTSRANGE", 0, 16383);
    while (!String(await admin.cluster("INFO")).includes("cluster_state:ok"))
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const other = cluster ? admin : admin.duplicate({ db: 1 });
  return {
    port,
    admin,
    /** Another database of the same server. */
    other,
    pid: child.pid,
    async stop() {
      admin.disconnect();
      other.disconnect();
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
