import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { connections } from "./connections.ts";
import { wholeRows } from "./whole-rows.ts";

const dialect = new PgDialect();

/**
 * Runs one statement of a read as a read-only transaction of its own, which enters first: one message and one reply, on a pipelined
 * connection. Postgres evaluates the condition once, before it reads the first row. If it ever read earlier, row-level security would
 * show it nothing, because the settings are empty until then. The texts must not vary with their input.
 * @param entering is what `entering` returns.
 */
export async function readAtOnce<R extends object>(entering: SQL, statement: SQL): Promise<R[]> {
  const pipe = freest();
  const { sql: text, params } = dialect.sqlToQuery(
    sql`select r.* from (${statement}) r where (select num_nulls(set_config('transaction_read_only', 'on', true), ${entering})) >= 0`,
  );
  waiting.set(pipe, (waiting.get(pipe) ?? 0) + 1);
  try {
    return wholeRows(await pipe.unsafe<R[]>(text, params as never[], { prepare: true }));
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
