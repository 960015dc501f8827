import { and, eq, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { deadLink } from "./links.ts";

/**
 * Gives a person another address, in the words of the index that keeps addresses unique: when it is somebody else's by now the
 * link is dead like any other. `from`: only if that is their address still. When they first proved one stays as it was: who looks after the
 * installation is told by that. Answers their name. @throws AppError conflict
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
