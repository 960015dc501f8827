import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/**
 * The factors a user can prove themselves with, the strongest first. A password alone is not enough with an
 * authenticator app.
 */
export type Factors = { passkey: boolean; code: boolean; password: boolean };

/** Returns the signed-in user's factors for a step-up. */
export const getMyFactors = query({
  name: "two_factor.factors",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }): Promise<Factors> {
    const [row] = await db
      .select({
        code: sql<boolean>`${users.totpEnabledAt} is not null`,
        // The user's id is given as a value, because drizzle writes another table's column without the table's
        // name.
        passkey: sql<boolean>`exists (select from ${passkeys} where ${passkeys.userId} = ${actor.userId})`,
      })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (!row) throw notFound("account");
    return { ...row, password: !row.code };
  },
});
