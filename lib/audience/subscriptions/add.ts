import { z } from "zod";
import { subscriptions } from "#db/schema/newsletters.ts";
import { consentGiven, refuseGround } from "#lib/audience/contacts/consent-given.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { blocksOf, lockPerson, subscriptionOf } from "./person.ts";

/**
 * Puts a contact on a newsletter by hand, with the consent they gave outside Mailneo. Whoever left is not put on again: that
 * takes their own confirmation (subscription.resubscribe). `blocked` names a suppression that still keeps mail away.
 */
export const addSubscription = command({
  name: "subscription.add",
  allow: workspaceMember,
  input: z.object({
    contactId: z.uuid(),
    newsletterId: z.uuid("Choose the newsletter they agreed to."),
    ...consentGiven,
  }),
  async run({ tx, actor }, { contactId, newsletterId, ...given }) {
    await requireNewsletter(tx, actor, newsletterId);
    const person = await lockPerson(tx, actor, contactId);
    const [block] = await blocksOf(tx, actor, person, newsletterId);
    const on = await subscriptionOf(tx, actor, contactId, newsletterId);
    if (block === "complained")
      throw invalid({ newsletterId: "They reported a message as spam. They stay without mail." });
    if (block === "unsubscribed" || on?.unsubscribedAt)
      throw invalid({
        newsletterId: "They left this newsletter. Resubscribe them: they confirm it themselves.",
      });
    if (on) throw invalid({ newsletterId: "They are on this newsletter already." });
    await refuseGround(tx, actor, given, person.country);

    await tx
      .insert(subscriptions)
      .values({ newsletterId, contactId, workspaceId: actor.workspaceId, confirmedAt: new Date() });
    await recordGrant(tx, actor, { contactId, newsletterId, ...given });
    return {
      result: { blocked: block ?? null },
      audit: {
        target: contactId,
        detail: { newsletter: newsletterId, basis: given.basis, givenOn: given.givenOn },
      },
    };
  },
});
