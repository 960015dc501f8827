import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { securityScores } from "#db/schema/two-factor.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { securityFacts } from "./facts.ts";
import { securityLines, securityScore } from "./lines.ts";

/**
 * Returns the signed-in user's check-up as of now, and their scores of the last 90 days, today's last. Days without
 * a score are left out.
 */
export const getSecurityCheck = query({
  name: "security_check.get",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const [facts] = await securityFacts(db, [actor.userId]);
    if (!facts) throw notFound("account");
    const today = sql`(now() at time zone 'utc')::date`;
    const before = await db
      .select({ day: securityScores.day, score: securityScores.score })
      .from(securityScores)
      .where(
        and(
          eq(securityScores.userId, actor.userId),
          gt(securityScores.day, sql`${today} - 90`),
          lt(securityScores.day, today),
        ),
      )
      .orderBy(asc(securityScores.day))
      .limit(90);
    const lines = securityLines(facts);
    const score = securityScore(lines);
    const history = [...before, { day: new Date().toISOString().slice(0, 10), score }];
    return { facts, lines, score, history };
  },
});
