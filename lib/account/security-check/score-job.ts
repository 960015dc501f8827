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
 * Writes down scores for the chart: once a day everybody's, and every few minutes again those of whoever did something since. The page itself counts
 * anew each time it is opened.
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

/** Scores whoever `whose` names. Answers how many that were. */
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
