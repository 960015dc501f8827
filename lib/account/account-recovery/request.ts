import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { readersZone } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { spendChallenge } from "#lib/account/two-factor/challenge.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";
import { requestedMail } from "./mails.ts";

/** Counted for one password, so that an attacker who knew the last one used up nothing of the next. */
const perPassword = { name: "account-recovery:account", max: 3, windowSeconds: 24 * 3600 };

/**
 * Requests access without the second factor, for a user who has shown the password. After 72 hours the factor is
 * removed, unless a reader of the account's mail, or a user who signs in, objects. Spends the waiting sign-in. The
 * response is the same when a request is open already, whose time does not move.
 * @throws AppError conflict when the sign-in is over, or after three requests in a day.
 */
export const requestAccountRecovery = command({
  name: "account_recovery.request",
  allow: visitor,
  input: z.object({ challenge: bounded(200).default("") }),
  async run(context, { challenge }) {
    const { tx, actor } = context;
    const { userId } = await spendChallenge(tx, challenge);
    const [user] = await tx
      .select({ name: users.name, email: users.email, since: users.passwordChangedAt })
      .from(users)
      .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt), isNull(users.disabledAt)));
    if (!user) throw conflict("This sign-in is over. Sign in again.");

    const { ip, userAgent } = actor.origin;
    const [made] = await tx
      .insert(accountRecoveries)
      .values({ id: uuidv7(), userId, dueAt: sql`now() + interval '72 hours'`, ip, userAgent })
      .onConflictDoNothing()
      .returning({ id: accountRecoveries.id, dueAt: accountRecoveries.dueAt });
    if (made) {
      const { left } = await countAttempt(perPassword, `${userId} ${user.since?.toISOString()}`, tx);
      if (left < 0) throw conflict("Three requests were made for this account today. Try again tomorrow.");
      const seed = await issueCancelLink(tx, { recoveryId: made.id, userId, email: user.email });
      const due = { at: made.dueAt, zone: await readersZone(tx, userId) };
      await sendNotice(context, { ...user, id: userId }, requestedMail(user, due, seed));
    }
    return {
      result: undefined,
      audit: {
        target: made?.id ?? userId,
        userId,
        workspaceId: null,
        detail: { request: made ? "new" : "open already" },
      },
    };
  },
});
