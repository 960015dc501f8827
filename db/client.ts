import { createHmac } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/**
 * Returns the names and passwords of the roles that the application signs in as. Both are derived, so that an operator
 * keeps no third secret. `app` writes, `read` only reads, `keep` looks after the audit log (checkpoints, retention)
 * and may do nothing else.
 */
export function roles(databaseUrl: string, secret: string) {
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) || "postgres";
  const role = (kind: "app" | "read" | "keep") => ({
    name: `${database.slice(0, 50)}_${kind}`,
    password: createHmac("sha256", secret).update(`mailneo:database-role:${kind}`).digest("base64url"),
  });
  return { database, app: role("app"), read: role("read"), keep: role("keep") };
}

/** Addresses of one database, each signing in as one role. Without `keep` the keeper's pool cannot be opened. */
export type RoleUrls = { app: string; read: string; keep: string | undefined };

/** Returns the URLs of the roles, from the owner's. */
export function roleUrls(databaseUrl: string, secret: string): RoleUrls & { keep: string } {
  const { app, read, keep } = roles(databaseUrl, secret);
  const as = (role: { name: string; password: string }) => {
    const url = new URL(databaseUrl);
    url.username = encodeURIComponent(role.name);
    url.password = encodeURIComponent(role.password);
    return url.href;
  };
  return { app: as(app), read: as(read), keep: as(keep) };
}

/** Two, so that one long page holds up half of the reads at most. */
const pipesOfProcess = 2;

export type Connections = ReturnType<typeof connect>;

/**
 * Opens the connection pools. With `prepare` off no pool prepares a statement, even where a statement asks for it.
 *
 * - `writer` serves commands.
 * - `reader` serves queries; its role cannot write.
 * - `short` is one pipelined connection for single read-only statements, measured at 3.5 times a pool of ten on two cores.
 * - `pipes` are pipelined connections for reads whose whole transaction is sent at once.
 * - `counts` is one pipelined connection for single statements that count, so that no count waits for a command's connection.
 * - `queues` serves what pg-boss looks up while a command holds a connection of `writer`. From the same pool, ten
 *   commands at once on a fresh process would wait for each other for ever.
 * - `keeper` serves the audit log's keeper and is opened when the worker first needs it.
 */
export function connect({ app, read, keep }: RoleUrls, { prepare = true } = {}) {
  const open = (url: string, max: number) =>
    postgres(url, {
      max,
      prepare,
      idle_timeout: 60,
      connect_timeout: 10,
      onnotice: () => {},
      connection: { application_name: "mailneo", TimeZone: "UTC" },
    });
  const writer = open(app, 10);
  const reader = open(read, 10);
  const short = open(read, 1);
  // Drizzle reads dates as text, and sets its client to give them so.
  const pipes = Array.from({ length: pipesOfProcess }, () => drizzle(open(read, 1)).$client);
  const counts = open(app, 1);
  const queues = open(app, 1);
  const keeper = keep ? open(keep, 4) : null; // verifications (also the nightly one) and rotations take minutes, and no checkpoint may wait for one
  return {
    writer: drizzle(writer),
    reader: drizzle(reader),
    short,
    pipes,
    counts,
    queues: drizzle(queues),
    raw: {
      writer,
      reader,
      /** @throws Error in a process that was not given the keeper's URL. */
      get keeper() {
        if (!keeper) throw new Error("This process does not sign in as the keeper.");
        return keeper;
      },
    },
    end: () =>
      Promise.all(
        [writer, reader, short, ...pipes, counts, queues, keeper].map((pool) => pool?.end({ timeout: 5 })),
      ),
  };
}
