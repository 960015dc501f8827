import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { roles } from "#db/client.ts";
import { freePort } from "#scripts/ports.ts";
import { testFolder } from "#scripts/test-folder.ts";

const program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].find((path) => existsSync(path));

/** Why tests of a pooler cannot run here, or null. */
export const noPgBouncer = program ? null : "PgBouncer is not installed (apt-get install pgbouncer).";

/**
 * Starts a real PgBouncer in transaction mode before the database of `databaseUrl`. It knows the application's roles alone, not the owner.
 * Two connections to the server serve all clients, so that transactions of one client meet different ones.
 */
export async function startPgBouncer(databaseUrl: string, secret: string) {
  const folder = testFolder();
  const port = await freePort();
  const server = new URL(databaseUrl);
  const { app, read, keep } = roles(databaseUrl, secret);
  const users = [app, read, keep].map(({ name, password }) => `"${name}" "${password}"\n`);
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(join(folder, "users.txt"), users.join(""));
  writeFileSync(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
`,
  );
  for (const name of ["users.txt", "pgbouncer.ini"]) chmodSync(join(folder, name), 0o644);
  const child = spawn(program ?? "", ["-q", file], {
    stdio: ["ignore", "ignore", "pipe"],
    ...unprivileged(),
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const until = Date.now() + 10_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`PgBouncer did not start: ${said}`);
    await wait(20);
  }
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

/** PgBouncer refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function listens(port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
