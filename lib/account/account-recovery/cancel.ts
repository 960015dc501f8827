import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { cancelledMail } from "./mails.ts";

/**
 * Cancels a recovery request: by the link in its mail, or without one by the signed-in user.
 * @throws AppError conflict, in the same words for every dead link.
 */
export const cancelAccountRecovery = command({
  name: "account_recovery.cancel",
  allow: visitor,
  input: z.object({ token: bounded(200).optional() }),
  async run(context, { token }) {
    const { tx, actor } = context;
    const whose = token === undefined ? ownOf(actor) : await spendLink(tx, token);
    const [cancelled] = await tx
      .update(accountRecoveries)
      .set({ cancelledAt: sql`now()` })
      .where(and(whose, isOpen))
      .returning({ id: accountRecoveries.id, userId: accountRecoveries.userId });
    if (!cancelled) throw nothingOpen();
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, cancelled.userId));
    if (user) await sendNotice(context, { ...user, id: cancelled.userId }, cancelledMail(user));

    return {
      result: undefined,
      audit: {
        target: cancelled.id,
        userId: cancelled.userId,
        workspaceId: null,
        detail: { by: token === undefined ? "person" : "link" },
      },
    };
  },
});

async function spendLink(tx: Transaction, token: string) {
  const link = await spendMailedLink(tx, "cancel_recovery", token);
  if (!link?.subjectId) throw nothingOpen();
  return and(eq(accountRecoveries.id, link.subjectId), eq(accountRecoveries.userId, link.userId));
}

function ownOf(actor: Actor) {
  if (!("userId" in actor)) throw nothingOpen();
  return eq(accountRecoveries.userId, actor.userId);
}

const nothingOpen = () =>
  conflict("This link does not work any more: the request it was for was cancelled or carried out already.");
