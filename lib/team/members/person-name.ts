import { eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Returns the actor's name, for mails about their action. */
export async function nameOfPerson({
  tx,
  actor,
}: {
  tx: Transaction;
  actor: { userId: string };
}): Promise<string> {
  const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, actor.userId));
  return user?.name ?? "";
}
