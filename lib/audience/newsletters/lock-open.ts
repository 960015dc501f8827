import { and, eq, isNull } from "drizzle-orm";
import { newsletters } from "#db/schema/newsletters.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/**
 * Returns a newsletter that is not archived, locked until the transaction ends, with the condition that names it.
 * @throws AppError notFound
 */
export async function lockOpenNewsletter(
  tx: Transaction,
  actor: { workspaceId: string },
  newsletterId: string,
) {
  const mine = and(owned(newsletters, actor), eq(newsletters.id, newsletterId));
  const [before] = await tx
    .select()
    .from(newsletters)
    .where(and(mine, isNull(newsletters.archivedAt)))
    .for("update");
  if (!before) throw notFound("newsletter");
  return { mine, before };
}
