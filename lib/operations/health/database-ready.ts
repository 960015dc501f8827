import { sql } from "drizzle-orm";
import { connections } from "#lib/core/database/database.ts";

/** Whether the database and the job queue answer, each within `milliseconds`. */
export async function databaseReady(milliseconds: number): Promise<{ database: boolean; queue: boolean }> {
  const [database, queue] = await Promise.all([
    answers(connections().short`select 1`, milliseconds),
    answers(connections().writer.execute(sql`select 1 from pgboss.queue limit 1`), milliseconds),
  ]);
  return { database, queue };
}

async function answers(question: PromiseLike<unknown>, milliseconds: number): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, milliseconds, false).unref());
  const answered = Promise.resolve(question).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
}
