import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { connections } from "./connections.ts";
import type { Transaction } from "./transaction.ts";
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
    sql`select r.* from (${statement}) r where ${conditionOf(entering)}`,
  );
  return answered(pipe, pipe.unsafe<R[]>(text, params as never[], { prepare: true }));
}

/**
 * Returns a database on which drizzle may send one statement, in the same way.
 * @throws Error for a second statement, which would be a transaction of its own.
 */
export function soleStatement(entering: SQL): Transaction {
  const condition = dialect.sqlToQuery(conditionOf(entering));
  let used = false;
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe(text: string, params: unknown[] = []) {
      if (used) throw new Error("This read is declared to be one statement.");
      used = true;
      const pipe = freest();
      const placed = condition.sql.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + params.length}`);
      const whole = `select r.* from (${text}) r where ${placed}`;
      const sent = pipe.unsafe(whole, [...params, ...condition.params] as never[], { prepare: true });
      const rows = <T>(pending: PromiseLike<T[]>) => answered(pipe, pending);
      return { values: () => rows(sent.values()), then: (...next: Next) => rows(sent).then(...next) };
    },
  };
  return drizzle(client as unknown as postgres.Sql) as unknown as Transaction;
}

type Next = Parameters<Promise<unknown[]>["then"]>;

const conditionOf = (entering: SQL) =>
  sql`(select num_nulls(set_config('transaction_read_only', 'on', true), ${entering})) >= 0`;

async function answered<R>(pipe: Pipe, sent: PromiseLike<R[]>): Promise<R[]> {
  waiting.set(pipe, (waiting.get(pipe) ?? 0) + 1);
  try {
    return wholeRows(await sent);
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
