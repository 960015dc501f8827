import { and, eq, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { checkPassword } from "./policy.ts";

/**
 * Refuses a password built on what others know of the user: their address, their name, their workspaces' names.
 * @throws AppError invalid, beside the field `password`.
 */
export async function checkForPerson(
  tx: Transaction,
  person: { id: string; email: string; name: string },
  password: string,
): Promise<void> {
  const problem = checkPassword(password, await contextOf(tx, person));
  if (problem) throw invalid({ password: problem });
}

/** Records for the security check-up whether a right password is weak and should be replaced. */
export async function noteWeakness(tx: Transaction, userId: string, password: string): Promise<void> {
  const [person] = await tx
    .select({ id: users.id, email: users.email, name: users.name, weakSince: users.passwordWeakSince })
    .from(users)
    .where(eq(users.id, userId));
  if (!person) return;
  const weak = checkPassword(password, await contextOf(tx, person)) !== null;
  if (weak === (person.weakSince !== null)) return;
  await tx
    .update(users)
    .set({ passwordWeakSince: weak ? sql`now()` : null })
    .where(eq(users.id, userId));
}

async function contextOf(tx: Transaction, { id, email, name }: { id: string; email: string; name: string }) {
  const [row] = await tx.execute<{ names: string[] }>(sql`select workspace_names_of(${id}) as names`);
  return { email, name, workspaceName: row?.names ?? [] };
}

/** Sets a new password hash for a user who is not disabled. Returns null when there is no such user. */
export async function setPassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
): Promise<{ id: string; name: string; email: string } | null> {
  const [user] = await tx
    .update(users)
    .set({ passwordHash, passwordChangedAt: sql`now()`, passwordWeakSince: null })
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .returning({ id: users.id, name: users.name, email: users.email });
  return user ?? null;
}
