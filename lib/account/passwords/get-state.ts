import { eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns whether the signed-in user has a password, since when, and whether it should be replaced. */
export const getPasswordState = query({
  name: "password.get_state",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const [row] = await db
      .select({
        exists: users.hasPassword,
        changedAt: users.passwordChangedAt,
        weakSince: users.passwordWeakSince,
        twoFactor: isNotNull(users.totpEnabledAt).mapWith(Boolean),
      })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (!row) throw notFound("account");
    return row;
  },
});
