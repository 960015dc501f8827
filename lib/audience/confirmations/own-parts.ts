import { and, eq } from "drizzle-orm";
import { newsletters } from "#db/schema/newsletters.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { logoInMail } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { mailColumns } from "./mail-columns.ts";

/**
 * Returns what a newsletter and its workspace give to the confirmation mail.
 * @throws AppError notFound
 */
export async function ownParts(db: Transaction, actor: Member, newsletterId: string) {
  const [found] = await db
    .select(mailColumns)
    .from(newsletters)
    .innerJoin(workspaces, eq(workspaces.id, newsletters.workspaceId))
    .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)));
  if (!found) throw notFound("newsletter");
  return { ...found, logo: logoInMail(actor.workspaceId, found.logo) };
}
