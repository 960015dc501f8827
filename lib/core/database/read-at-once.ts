import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { connections } from "./connections.ts";

const dialect = new PgDialect();

/**
 * Runs one statement of a read in a read-only transaction of its own, after `entering`. All four parts are sent at once on a pipelined
 * connection, so that many reads share one write to the socket. Nothing of another read comes between, because they are handed over in one turn of the
 * event loop and a connection keeps the order. The texts must not vary with their input.
 */
export async function readAtOnce<R extends object>(entering: SQL, statement: SQL): Promise<R[]> {
  const pipe = freest();
  const send = (part: SQL) => {
    const { sql, params } = dialect.sqlToQuery(part);
    return pipe.unsafe<R[]>(sql, params as never[], { prepare: true }).execute();
  };
  waiting.set(pipe, (waiting.get(pipe) ?? 0) + 1);
  try {
    const [began, entered, read, ended] = await Promise.allSettled([
      pipe`begin read only`.execute(),
      send(entering),
      send(statement),
      pipe`commit`.execute(),
    ]);
    for (const part of [began, entered, read, ended]) if (part.status === "rejected") throw part.reason;
    // A part that failed and was sent again by the driver ran outside the transaction, where it sees no workspace.
    if ((ended as PromiseFulfilledResult<{ command: string }>).value.command !== "COMMIT")
      throw new Error("A read's transaction was rolled back.");
    return (read as PromiseFulfilledResult<R[]>).value;
  } finally {
    waiting.set(pipe, (waiting.get(pipe) ?? 1) - 1);
  }
}

type Pipe = ReturnType<typeof connections>["pipes"][number];

/** How many reads each pipe has under way. */
const waiting = new WeakMap<Pipe, number>();

function freest(): Pipe {
  const [first, ...others] = connections().pipes;
  if (!first) throw new Error("There is no connection for reads.");
  return others.reduce(
    (best, each) => ((waiting.get(each) ?? 0) < (waiting.get(best) ?? 0) ? each : best),
    first,
  );
}
