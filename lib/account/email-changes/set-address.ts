import { and, eq, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { deadLink } from "./links.ts";

/**
 * Sets a user's email address and returns their name. An address that another user has by now makes the link a dead
 * one; the unique index decides. `from` sets it only while that is the current address. The time of the first
 * verification stays, because the installation's owner may be the user verified first.
 * @throws AppError conflict
 */
export async function setAddress(
  tx: Transaction,
  userId: string,
  { from, to }: { from?: string; to: string },
): Promise<string> {
  try {
    const [user] = await tx
      .update(users)
      .set({ email: to, emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` })
      .where(and(eq(users.id, userId), isNull(users.disabledAt), from ? eq(users.email, from) : undefined))
      .returning({ name: users.name });
    if (!user) throw deadLink();
    return user.name;
  } catch (error) {
    throw isTaken(error) ? deadLink() : error;
  }
}

function isTaken(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ((cause as { code?: unknown }).code === "23505") return true;
  return false;
}
