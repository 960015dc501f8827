import { and, eq, isNull, or, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

export type Person = { id: string; email: string; emailHash: Buffer; country: string | null };

/**
 * Returns a contact, after all earlier changes of the same person's wish have ended: their own link, and other members. The
 * lock is the one that the unsubscribe function takes.
 * @throws AppError notFound.
 */
export async function lockPerson(
  tx: Transaction,
  actor: { workspaceId: string },
  contactId: string,
): Promise<Person> {
  const [person] = await tx
    .select({
      id: contacts.id,
      email: contacts.email,
      emailHash: contacts.emailHash,
      country: contacts.country,
    })
    .from(contacts)
    .where(and(owned(contacts, actor), eq(contacts.id, contactId)));
  if (!person) throw notFound("contact");
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${person.emailHash.toString("hex")}, 0))`,
  );
  return person;
}

/** Returns the reasons for which an address gets no mail from a newsletter, the strongest first. */
export async function blocksOf(
  tx: Transaction,
  actor: { workspaceId: string },
  { emailHash }: Person,
  newsletterId: string,
) {
  const rows = await tx
    .select({ reason: suppressions.reason })
    .from(suppressions)
    .where(
      and(
        owned(suppressions, actor),
        eq(suppressions.emailHash, emailHash),
        isNull(suppressions.liftedAt),
        or(isNull(suppressions.newsletterId), eq(suppressions.newsletterId, newsletterId)),
      ),
    )
    .limit(2);
  return ranking.filter((reason) => rows.some((row) => row.reason === reason));
}

const ranking = ["complained", "unsubscribed", "manual", "bounced"] as const;

/** Returns a person's subscription to a newsletter, or undefined when they never had one. */
export async function subscriptionOf(
  tx: Transaction,
  actor: { workspaceId: string },
  contactId: string,
  newsletterId: string,
) {
  const [found] = await tx
    .select({
      subscribedAt: subscriptions.subscribedAt,
      confirmedAt: subscriptions.confirmedAt,
      unsubscribedAt: subscriptions.unsubscribedAt,
      byProgram: subscriptions.byProgram,
    })
    .from(subscriptions)
    .where(
      and(
        owned(subscriptions, actor),
        eq(subscriptions.newsletterId, newsletterId),
        eq(subscriptions.contactId, contactId),
      ),
    )
    .for("update");
  return found;
}
