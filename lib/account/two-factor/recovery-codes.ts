import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { recoveryCodes } from "#db/schema/two-factor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { newRecoveryCode, RECOVERY_CODES, readRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";

type Context = Pick<CommandContext<never>, "tx" | "vault">;

/** Replaces a user's recovery codes, used or not, with ten new ones. Returns them as text, which cannot be read again. */
export async function replaceRecoveryCodes({ tx, vault }: Context, userId: string): Promise<string[]> {
  const key = await vault.recoveryKey();
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await dropRecoveryCodes(tx, userId);
  await tx.insert(recoveryCodes).values(
    codes.map((code) => ({
      id: uuidv7(),
      userId,
      codeHash: recoveryCodeHash(key, userId, readRecoveryCode(code) ?? ""),
    })),
  );
  return codes;
}

/** Deletes a user's recovery codes. */
export async function dropRecoveryCodes(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

/**
 * Spends one code. One statement finds and marks it, so that only one of fifty concurrent uses is right. Returns
 * the number of codes left, or null when the code is wrong, used or another user's.
 */
export async function spendRecoveryCode(
  { tx, vault }: Context,
  userId: string,
  typed: string,
): Promise<{ left: number } | null> {
  const code = readRecoveryCode(typed);
  if (!code) return null;
  const codeHash = recoveryCodeHash(await vault.recoveryKey(), userId, code);
  const [spent] = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, codeHash),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  if (!spent) return null;
  return {
    left: await tx.$count(recoveryCodes, and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))),
  };
}
