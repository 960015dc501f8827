import { sql } from "drizzle-orm";
import { z } from "zod";
import { securityScores } from "#db/schema/two-factor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { securityFacts } from "./facts.ts";
import { securityLines, securityScore } from "./lines.ts";

const BATCH = 500;
const EVERY_MINUTES = 5;

/**
 * Records the scores for the chart: once a day for all users, and every few minutes for users with new activity.
 * The page itself computes the score each time it is opened.
 */
export const scoreSecurity = job({
  name: "security-score",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: `*/${EVERY_MINUTES} * * * *`,
  async run({ actor, signal }) {
    await work(actor, ({ tx }) => writeScores(tx, sql`lately_active(${2 * EVERY_MINUTES * 60})`));
    for (let written = BATCH; written === BATCH && !signal.aborted; )
      written = await work(actor, ({ tx }) => writeScores(tx, sql`security_scores_due(${BATCH})`));
  },
});

/** Records the scores of the users that `whose` selects. Returns their number. */
async function writeScores(tx: Transaction, whose: ReturnType<typeof sql>): Promise<number> {
  const people = await tx.execute<{ id: string }>(sql`select id from ${whose} as people (id)`);
  if (people.length === 0) return 0;
  const ids = people.map(({ id }) => id);
  const scores = (await securityFacts(tx, ids)).map((facts) => ({
    userId: facts.userId,
    day: sql`(now() at time zone 'utc')::date`,
    score: securityScore(securityLines(facts)),
  }));
  await tx
    .insert(securityScores)
    .values(scores)
    .onConflictDoUpdate({
      target: [securityScores.userId, securityScores.day],
      set: { score: sql`excluded.score` },
    });
  return people.length;
}
