import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { requestConfirmation } from "#lib/audience/confirmations/request-confirmation.ts";
import { consentPlace, refuseDay } from "#lib/audience/contacts/consent-given.ts";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import type { Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { blocksOf, lockPerson, subscriptionOf } from "./person.ts";

/** Days between two confirmation mails to a person who left, so that nobody is asked again and again. */
const pauseDays = 30;

/**
 * Records that a person who left asked to come back, and sends them one confirmation mail. Nothing else is lifted: their own
 * confirmation lifts the opt-out. A complaint and a dead mailbox are lifted by nobody here.
 */
export const resubscribe = command({
  name: "subscription.resubscribe",
  allow: workspaceMember,
  limit: { per: "workspace", max: 120, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    newsletterId: z.uuid("Choose the newsletter they want back."),
    givenOn: givenDay,
    place: consentPlace,
    wording: text({ max: 1000 }).min(10, "Say in a sentence what they asked for: it is your proof."),
  }),
  async run({ tx, actor }, { contactId, newsletterId, ...given }) {
    await requireNewsletter(tx, actor, newsletterId);
    const person = await lockPerson(tx, actor, contactId);
    const blocks = await blocksOf(tx, actor, person, newsletterId);
    const on = await subscriptionOf(tx, actor, contactId, newsletterId);
    for (const block of blocks)
      if (block !== "unsubscribed") throw invalid({ newsletterId: refusals[block] });
    const left = blocks.length > 0 || on?.unsubscribedAt;
    if (!left && !on)
      throw invalid({ newsletterId: "They never left it. Add them to the newsletter instead." });
    if (!left && on?.confirmedAt) throw invalid({ newsletterId: "They are on this newsletter already." });
    if (!given.givenOn) throw invalid({ givenOn: "Enter the day they asked to come back." });
    await refuseDay(tx, actor, { basis: "express", givenOn: given.givenOn });
    await refuseTooOften(tx, actor, contactId, newsletterId);

    await tx
      .insert(subscriptions)
      .values({ newsletterId, contactId, workspaceId: actor.workspaceId })
      .onConflictDoUpdate({
        target: [subscriptions.workspaceId, subscriptions.newsletterId, subscriptions.contactId],
        set: { subscribedAt: sql`now()`, confirmedAt: null, unsubscribedAt: null },
      });
    const consentId = await recordGrant(tx, actor, {
      contactId,
      newsletterId,
      requested: true,
      basis: "express",
      ...given,
    });
    await requestConfirmation(tx, { workspaceId: actor.workspaceId, contactId, newsletterId, consentId });
    return {
      result: { email: person.email },
      audit: { target: contactId, detail: { newsletter: newsletterId, givenOn: given.givenOn } },
    };
  },
});

const refusals = {
  complained: "They reported a message as spam. A complaint is never lifted, so they get no mail from you.",
  bounced: "Their mail server says the address does not exist. Correct the address first.",
  manual: "Your workspace suppressed this address. Lift that first.",
};

/** @throws AppError invalid when a confirmation was sent within the pause. */
async function refuseTooOften(tx: Transaction, actor: Member, contactId: string, newsletterId: string) {
  const [asked] = await tx
    .select({ recent: sql<boolean>`${consents.occurredAt} > now() - make_interval(days => ${pauseDays})` })
    .from(consents)
    .where(
      and(
        owned(consents, actor),
        eq(consents.contactId, contactId),
        eq(consents.newsletterId, newsletterId),
        eq(consents.requested, true),
      ),
    )
    .orderBy(desc(consents.occurredAt))
    .limit(1);
  if (!asked?.recent) return;
  throw invalid({
    newsletterId: `A confirmation mail was sent within the last ${pauseDays} days. A person who left is asked once, and it is their turn.`,
  });
}
