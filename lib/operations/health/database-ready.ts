import { lookup } from "#lib/core/database/lookup.ts";
import { single } from "#lib/core/database/single.ts";

/** Returns whether the database and the job queue respond, each within `milliseconds`. */
export async function databaseReady(milliseconds: number): Promise<{ database: boolean; queue: boolean }> {
  const [database, queue] = await Promise.all([
    answers(lookup`select 1`, milliseconds),
    answers(single`select 1 from pgboss.queue limit 1`, milliseconds),
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
