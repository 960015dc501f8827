import { sql } from "drizzle-orm";
import type { Transaction } from "./transaction.ts";

/**
 * Lets one transaction of a workspace at a time go on from here, until its end. A limit on how many there may be counts rows that are
 * committed, so that two at once would each count without the other.
 * @param what names the limit, such as "segments", or the thing that there is one of.
 */
export async function oneAtATime(
  tx: Transaction,
  { workspaceId }: { workspaceId: string },
  what: string,
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${what} ${workspaceId}`}, 0))`);
}
