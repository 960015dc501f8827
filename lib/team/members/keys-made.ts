import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api-keys.ts";
import type { Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";

/** The ends of keys that a member made and whose secret they saw: those that were revoked, and those that still work. */
export type KeysMade = { keysRevoked: string[]; keysKept: string[] };

/**
 * Revokes the working API keys that a user made in the actor's workspace, or leaves them. Whoever is removed or may make no keys any more
 * has seen their secrets, which open the workspace as before.
 */
export async function settleKeysMade(
  { tx, actor }: Pick<CommandContext<Member>, "tx" | "actor">,
  userId: string,
  revoke: boolean,
): Promise<KeysMade> {
  const theirs = and(
    owned(apiKeys, actor),
    eq(apiKeys.createdBy, userId),
    isNull(apiKeys.revokedAt),
    or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
  );
  const ends = (rows: { lastFour: string }[]) => rows.map(({ lastFour }) => lastFour);
  if (!revoke)
    return {
      keysRevoked: [],
      keysKept: ends(await tx.select({ lastFour: apiKeys.lastFour }).from(apiKeys).where(theirs).limit(200)),
    };
  const revoked = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()`, revokedBy: actor.userId })
    .where(theirs)
    .returning({ lastFour: apiKeys.lastFour });
  return { keysRevoked: ends(revoked), keysKept: [] };
}

const named = (ends: string[]) => ends.map((end) => `…${end}`).join(", ");

/** Returns what became of the keys as a paragraph of a mail; null without any. */
export function keysMadeWords({ keysRevoked, keysKept }: KeysMade): string | null {
  if (keysRevoked.length > 0) return `API keys they had made are revoked: ${named(keysRevoked)}.`;
  if (keysKept.length > 0)
    return `API keys they made still work, and they have seen them: ${named(keysKept)}. They are marked under API keys until they are rotated.`;
  return null;
}
