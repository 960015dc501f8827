import { z } from "zod";
import { consentGiven, refuseGround } from "#lib/audience/contacts/consent-given.ts";
import { recordGrant } from "#lib/audience/contacts/record-grant.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { blocksOf, lockPerson, subscriptionOf } from "./person.ts";

/**
 * Records a consent that a person on a newsletter gave outside Mailneo, such as an express one after an implied one. It revives
 * nobody who left: that takes their own confirmation.
 */
export const recordConsent = command({
  name: "subscription.record_consent",
  allow: orKey(workspaceMember, "consents:write"),
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
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
    if (block === "complained" || block === "unsubscribed" || on?.unsubscribedAt)
      throw conflict("They left. Only they come back, by confirming that they subscribe again.");
    if (!on?.confirmedAt) throw conflict("They are not on this newsletter. Put them on it instead.");
    await refuseGround(tx, actor, given, person.country);
    const id = await recordGrant(tx, actor, { contactId, newsletterId, ...given });
    return {
      result: { id },
      audit: {
        target: contactId,
        detail: { newsletter: newsletterId, basis: given.basis, givenOn: given.givenOn },
      },
    };
  },
});
