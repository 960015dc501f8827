import { subscriptions } from "#db/schema/newsletters.ts";
import { requestConfirmation } from "#lib/audience/confirmations/request-confirmation.ts";
import type { ConsentGiven } from "#lib/audience/contacts/consent-given.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import type { ApiKey, Member } from "#lib/core/actor.ts";
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
 * a program cannot, so that it obeys what the newsletter asks.
 */
export const asksFirst = (
  actor: Member | ApiKey,
  { confirmationRequired }: { confirmationRequired: boolean },
) => actor.kind === "apiKey" && confirmationRequired;

/**
 * Puts a contact on a newsletter: at once on the ground given, or waiting, with one confirmation mail. A test key sends none.
 */
export async function beginSubscription(
  tx: Transaction,
  actor: Member | ApiKey,
  { contactId, newsletterId, pending, given }: Begun,
): Promise<void> {
  const { workspaceId } = actor;
  await tx
    .insert(subscriptions)
    .values({ newsletterId, contactId, workspaceId, confirmedAt: pending ? null : new Date() });
  const consentId = await recordGrant(tx, actor, {
    contactId,
    newsletterId,
    ...given,
    ...(pending && { basis: "express" as const, requested: true }),
  });
  const sends = actor.kind !== "apiKey" || actor.environment === "live";
  if (pending && sends) await requestConfirmation(tx, { workspaceId, contactId, newsletterId, consentId });
}
