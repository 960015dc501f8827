import { and, isNull, sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api-keys.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import type { Plan } from "#lib/integrations/rate-limits/plan-limits.ts";

/** The most working keys of a workspace on each plan. */
const mostKeys: Record<Plan, number> = { starter: 5, professional: 20, business: 100 };

/**
 * Holds the workspace's place for one more key until the transaction ends, so that two at once do not pass the plan's number.
 * @throws AppError conflict
 */
export async function roomForKey(tx: Transaction, actor: Member): Promise<void> {
  const [workspace] = await tx
    .select({ plan: workspaces.plan })
    .from(workspaces)
    .where(sql`${workspaces.id} = ${actor.workspaceId}`)
    .for("no key update");
  const most = mostKeys[workspace?.plan ?? "starter"];
  const [working] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(apiKeys)
    .where(and(owned(apiKeys, actor), isNull(apiKeys.revokedAt), notOver));
  if ((working?.n ?? 0) >= most)
    throw conflict(`Your plan has room for ${most} working keys. Revoke one that is not used.`);
}

/** Holds for a key whose time is not over. */
export const notOver = sql`(${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > now())`;
