import { and, eq, isNotNull } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { issuePass, type Pass } from "./pass.ts";

/**
 * Returns a pass to the member's own verified address, valid for 60 seconds, or null while it is not
 * verified. A test message needs no consent but the member's own.
 */
export async function passToOwnAddress(
  tx: Transaction,
  actor: Member,
): Promise<{ pass: Pass; email: string; name: string } | null> {
  const [user] = await tx
    .select({ email: users.email, name: users.name })
    .from(users)
    .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)));
  return user ? { pass: issuePass(user.email, 60), ...user } : null;
}
