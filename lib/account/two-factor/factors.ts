import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** What a person can prove themselves with, the strongest first: a password alone does not do once an authenticator app is there. */
export type Factors = { passkey: boolean; code: boolean; password: boolean };

/** The signed-in person's ways of a step-up. */
export const getMyFactors = query({
  name: "two_factor.factors",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }): Promise<Factors> {
    const [row] = await db
      .select({
        code: sql<boolean>`${users.totpEnabledAt} is not null`,
        // By the person's id as a value: a column of another table would be written without its name.
        passkey: sql<boolean>`exists (select from ${passkeys} where ${passkeys.userId} = ${actor.userId})`,
      })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (!row) throw notFound("account");
    return { ...row, password: !row.code };
  },
});
