import { sql } from "drizzle-orm";
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
  // A list goes as JSON, because drizzle would spread it into several parameters.
  const [row] = await db.execute<{ owner: boolean }>(sql`select is_installation_owner(${userId},
    array(select jsonb_array_elements_text(${JSON.stringify(named)}::jsonb))) as owner`);
  return row?.owner === true;
}
