import { sql } from "drizzle-orm";
import { audienceOf, overAudience } from "#lib/audience/eligibility.ts";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** The most subscriptions for which a page counts a newsletter's reach; beyond it shows the subscribers only. */
const reachLimit = 100_000;

export type Reach = {
  /** People who would get a message now, by the one rule of sending. */
  gets: number;
  /** Active subscribers who would not, such as suppressed addresses. Those who left are not among them. */
  blocked: number;
};

const gone: SkipReason[] = ["unsubscribed", "unconfirmed", "contact_deleted"];

/**
 * Returns how many people a newsletter's message would reach now and how many active subscribers it would not; null for
 * more than 100,000 subscriptions. The check before sending counts the same audience.
 */
export async function reachOf(
  db: Transaction,
  workspaceId: string,
  newsletterId: string,
): Promise<Reach | null> {
  const [size] = await db.execute<{ large: boolean }>(sql`
    select count(*) > ${reachLimit} as large from (select from subscriptions
      where workspace_id = ${workspaceId} and newsletter_id = ${newsletterId} limit ${reachLimit + 1}) few`);
  if (size?.large) return null;
  const rows = await overAudience(db, () =>
    db.execute<{ refusal: SkipReason | null; count: number }>(sql`
      select refusal, count(*)::int as count from (${audienceOf(workspaceId, newsletterId)}) audience group by refusal`),
  );
  const reach = { gets: 0, blocked: 0 };
  for (const { refusal, count } of rows) {
    if (refusal === null) reach.gets += count;
    else if (!gone.includes(refusal)) reach.blocked += count;
  }
  return reach;
}
