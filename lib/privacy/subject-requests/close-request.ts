import { and, eq, sql } from "drizzle-orm";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";

type Closing = { outcome: "fulfilled" | "refused" | "withdrawn"; answer: string | null; bundleDays?: number };

/** Closes a request with its outcome. With `bundleDays` the person may fetch their data for so long. */
export async function closeRequest(
  tx: Transaction,
  actor: Member,
  requestId: string,
  { outcome, answer, bundleDays }: Closing,
): Promise<void> {
  await tx
    .update(subjectRequests)
    .set({
      closedAt: sql`now()`,
      closedBy: actor.userId,
      outcome,
      answer,
      ...(bundleDays && { bundleUntil: sql`now() + make_interval(days => ${bundleDays})` }),
    })
    .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId)));
}
