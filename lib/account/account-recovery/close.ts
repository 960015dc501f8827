import { and, eq, isNull, sql } from "drizzle-orm";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { factorShownMail } from "./mails.ts";

type Context = Pick<CommandContext<never>, "tx" | "enqueue">;

/** A request nobody has carried out or called off. */
export const isOpen = and(isNull(accountRecoveries.cancelledAt), isNull(accountRecoveries.completedAt));

/** Calls off the open request of a person, if there is one. */
export async function closeRecoveries(tx: Transaction, userId: string): Promise<boolean> {
  const closed = await tx
    .update(accountRecoveries)
    .set({ cancelledAt: sql`now()` })
    .where(and(eq(accountRecoveries.userId, userId), isOpen))
    .returning({ id: accountRecoveries.id });
  return closed.length > 0;
}

/** Whoever shows their second factor, signing in or once more, has not lost it: their request ends, and a mail says so. */
export async function closeRecoveriesOfHolder({ tx, enqueue }: Context, userId: string): Promise<void> {
  if (!(await closeRecoveries(tx, userId))) return;
  const [user] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  if (user) await enqueue(platformMail, factorShownMail(user));
}
