import { eq, sql } from "drizzle-orm";
import { emailTokens, loginChallenges } from "#db/schema/sessions.ts";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

type Whose = { person: string } | { challenge: Buffer } | { link: Buffer } | { recovery: string };

/**
 * Locks the row of the user that something belongs to, before that itself is touched. Every change of an account
 * locks its rows in this order: the user, then links, challenges, passkeys, requests, sessions. In another order,
 * two changes could wait for each other, and PostgreSQL would abort one. It stands in line with the user's own commands, so that those
 * they ask for later cannot hold it off.
 */
export async function lockPerson(tx: Transaction, whose: Whose): Promise<void> {
  // The line comes before the row, as in hold_right.
  await tx.execute(sql`select stand_in_line(${personOf(tx, whose)}, null, 'account')`);
  await tx
    .select({ id: users.id })
    .from(users)
    .where(eq(users.id, personOf(tx, whose)))
    .for("no key update");
}

function personOf(tx: Transaction, whose: Whose) {
  if ("person" in whose) return sql`${whose.person}::uuid`;
  const [table, key, value] =
    "challenge" in whose
      ? [loginChallenges, loginChallenges.idHash, whose.challenge]
      : "link" in whose
        ? [emailTokens, emailTokens.tokenHash, whose.link]
        : [accountRecoveries, accountRecoveries.id, whose.recovery];
  return sql`(${tx.select({ userId: table.userId }).from(table).where(eq(key, value))})`;
}
