import { subscriptions } from "#db/schema/newsletters.ts";
import { requestConfirmation } from "#lib/audience/confirmations/request-confirmation.ts";
import type { ConsentGiven } from "#lib/audience/contacts/consent-given.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import { waitsForAWord } from "#lib/audience/waits-for-a-word.ts";
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
