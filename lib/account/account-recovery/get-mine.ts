import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the signed-in user's own open request, or null. */
export const getMyRecovery = query({
  name: "account_recovery.get_mine",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const [open] = await db
      .select({
        id: accountRecoveries.id,
        createdAt: accountRecoveries.createdAt,
        dueAt: accountRecoveries.dueAt,
      })
      .from(accountRecoveries)
      .where(and(eq(accountRecoveries.userId, actor.userId), isOpen))
      .limit(1);
    return open ?? null;
  },
});
