import { and, eq, isNull } from "drizzle-orm";
import { newsletters } from "#db/schema/newsletters.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/**
 * Checks that a newsletter belongs to the actor's workspace and is not archived. Returns what it asks of signups.
 * @throws AppError notFound.
 */
export async function requireNewsletter(
  tx: Transaction,
  actor: { workspaceId: string },
  newsletterId: string,
) {
  const [found] = await tx
    .select({ confirmationRequired: newsletters.confirmationRequired })
    .from(newsletters)
    .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId), isNull(newsletters.archivedAt)));
  if (!found) throw notFound("newsletter");
  return found;
}
