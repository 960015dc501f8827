import { sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
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
  const [row] = await db.execute<{ owner: boolean }>(
    sql`select is_installation_owner(${userId}, ${namedOwners(named)}) as owner`,
  );
  return row?.owner === true;
}

/** Returns the addresses of INSTALLATION_OWNERS as text[]. They go as JSON, because drizzle would spread a list into several parameters. */
export const namedOwners = (named: readonly string[] = env().INSTALLATION_OWNERS) =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(named)}::jsonb))`;

/**
 * Refuses all users but the installation's owner, as if the page did not exist, because it is about
 * the installation. Jobs pass, because they act for the operator.
 */
export async function demandInstallationOwner(db: Transaction, actor: Actor): Promise<void> {
  if (actor.kind === "job") return;
  if (!("userId" in actor) || !(await isInstallationOwner(db, actor.userId))) throw notFound("page");
}

/** Makes an audit entry the installation's own, whichever user asked. */
export const ofInstallation = { workspaceId: null, userId: null };
