import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Transaction } from "./transaction.ts";

/** COPY … FROM STDIN inside a transaction: the only way a million rows arrive in seconds. `target` is code, never input. */
export async function copyInto(tx: Transaction, target: string, rows: AsyncIterable<Buffer | string>) {
  const writable = await client(tx).unsafe(`copy ${target} from stdin`).writable();
  await pipeline(Readable.from(rows, { objectMode: false }), writable);
  await tx.execute(sql`select 1`); // an error of the COPY itself surfaces here, not after the commit
}

// drizzle keeps the driver's transaction in its session and offers no COPY of its own.
const client = (tx: Transaction) =>
  (tx as unknown as { session: { client: postgres.TransactionSql } }).session.client;
