import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { env } from "#lib/env.ts";

/**
 * Returns whether this account owns the installation. Its address must be verified and among
 * INSTALLATION_OWNERS. When that list is empty, the first account to verify an address is the
 * owner.
 */
export async function isInstallationOwner(
  db: Transaction,
  userId: string,
  named: readonly string[] = env().INSTALLATION_OWNERS,
): Promise<boolean> {
  const verified = and(isNotNull(users.emailVerifiedAt), isNull(users.disabledAt));
  const [owner] = await db
    .select({ id: users.id })
    .from(users)
    .where(named.length ? and(verified, eq(users.id, userId), inArray(users.email, [...named])) : verified)
    .orderBy(asc(users.emailVerifiedAt), asc(users.id))
    .limit(1);
  return owner?.id === userId;
}
