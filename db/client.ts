import { createHmac } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/**
 * Names and passwords of the roles the application signs in as, derived, so that no third secret has to be kept: `app` does, `read` looks,
 * `keep` looks after the audit log (checkpoints, retention) and may do nothing else.
 */
export function roles(databaseUrl: string, secret: string) {
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) || "postgres";
  const role = (kind: "app" | "read" | "keep") => ({
    name: `${database.slice(0, 50)}_${kind}`,
    password: createHmac("sha256", secret).update(`mailneo:database-role:${kind}`).digest("base64url"),
  });
  return { database, app: role("app"), read: role("read"), keep: role("keep") };
}

export type Connections = ReturnType<typeof connect>;

/**
 * Opens the pools: `writer` (commands), `reader` (queries; its role cannot write), `short` (one pipelined connection for
 * single read-only statements: measured at 3.5 times a pool of ten on two cores), `queues` (what pg-boss looks up while a command holds a
 * connection of `writer`: from the same pool, ten commands at once on a fresh process would wait for each other for ever), `keeper` (of
 * the audit log; opened when the worker first needs it). With `prepare` off no pool prepares a statement, whatever is asked for.
 */
export function connect(databaseUrl: string, secret: string, { prepare = true } = {}) {
  const { app, read, keep } = roles(databaseUrl, secret);
  const open = (role: { name: string; password: string }, max: number) => {
    const url = new URL(databaseUrl);
    url.username = encodeURIComponent(role.name);
    url.password = encodeURIComponent(role.password);
    return postgres(url.href, {
      max,
      prepare,
      idle_timeout: 60,
      connect_timeout: 10,
      onnotice: () => {},
      connection: { application_name: "mailneo", TimeZone: "UTC" },
    });
  };
  const writer = open(app, 10);
  const reader = open(read, 10);
  const short = open(read, 1);
  const queues = open(app, 1);
  const keeper = open(keep, 4); // a verification, the nightly one and a rotation take minutes, and a checkpoint waits for none
  return {
    writer: drizzle(writer),
    reader: drizzle(reader),
    short,
    queues: drizzle(queues),
    raw: { writer, reader, keeper },
    end: () => Promise.all([writer, reader, short, queues, keeper].map((pool) => pool.end({ timeout: 5 }))),
  };
}
