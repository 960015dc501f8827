import { sql } from "drizzle-orm";
import { subscriptions } from "#db/schema/newsletters.ts";
import { requestConfirmation } from "#lib/audience/confirmations/request-confirmation.ts";
import type { ConsentGiven } from "#lib/audience/contacts/consent-given.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import { type ApiKey, isTest, type Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

type Begun = {
  contactId: string;
  newsletterId: string;
  /** Waits for the person's own confirmation. */
  pending: boolean;
  given: ConsentGiven;
};

/**
 * Returns whether a person confirms a subscription themselves. A member gives their word for a consent outside Mailneo, which
 * a program cannot, so that it obeys what the newsletter asks. Whom a test key puts on waits in any case.
 */
export const asksFirst = (
  actor: Member | ApiKey,
  { confirmationRequired }: { confirmationRequired: boolean },
) => (actor.kind === "apiKey" && confirmationRequired) || isTest(actor);

/** Where a subscription waits that rests on a program alone, so that a word that holds takes its place. */
export const waitsForAWord = sql`subscriptions.by_program and subscriptions.confirmed_at is null and subscriptions.unsubscribed_at is null`;

/**
 * Puts a contact on a newsletter: at once on the ground given, or waiting, with one confirmation mail. A test key sends none.
 */
export async function beginSubscription(
  tx: Transaction,
  actor: Member | ApiKey,
  { contactId, newsletterId, pending, given }: Begun,
): Promise<void> {
  const { workspaceId } = actor;
  const standing = { confirmedAt: pending ? null : new Date(), byProgram: isTest(actor) };
  await tx
    .insert(subscriptions)
    .values({ newsletterId, contactId, workspaceId, ...standing })
    .onConflictDoUpdate({
      target: [subscriptions.workspaceId, subscriptions.newsletterId, subscriptions.contactId],
      set: standing,
      setWhere: waitsForAWord,
    });
  const consentId = await recordGrant(tx, actor, {
    contactId,
    newsletterId,
    ...given,
    ...(pending && { basis: "express" as const, requested: true }),
  });
  if (pending && !isTest(actor))
    await requestConfirmation(tx, { workspaceId, contactId, newsletterId, consentId });
}
