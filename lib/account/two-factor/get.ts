import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { recoveryCodes } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the signed-in user's second factor: since when, how many recovery codes are left, and when one was last used. */
export const getTwoFactor = query({
  name: "two_factor.get",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const [row] = await db
      .select({
        enabledAt: users.totpEnabledAt,
        codes: sql<number>`count(${recoveryCodes.id})::int`,
        codesLeft: sql<number>`count(${recoveryCodes.id}) filter (where ${recoveryCodes.usedAt} is null)::int`,
        codesMadeAt: sql<Date | null>`max(${recoveryCodes.createdAt})`.mapWith(recoveryCodes.createdAt),
        codeUsedAt: sql<Date | null>`max(${recoveryCodes.usedAt})`.mapWith(recoveryCodes.usedAt),
      })
      .from(users)
      .leftJoin(recoveryCodes, eq(recoveryCodes.userId, users.id))
      .where(eq(users.id, actor.userId))
      .groupBy(users.id, users.totpEnabledAt);
    if (!row) throw notFound("account");
    return row;
  },
});
