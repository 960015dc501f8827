import { z } from "zod";
import { asksFirst } from "#lib/audience/asks-first.ts";
import { consentOrNone, groundOf, refuseGround, whichGround } from "#lib/audience/contacts/consent-given.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { isTest } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { beginSubscription } from "./begin.ts";
import { blocksOf, lockPerson, subscriptionOf } from "./person.ts";

/**
 * Puts a contact on a newsletter by hand, with the consent they gave outside Mailneo. Whoever left is not put on again: that
 * takes their own confirmation (subscription.resubscribe). A program's word waits for that too where the newsletter asks for it. `blocked` names a suppression that still keeps mail away.
 */
export const addSubscription = command({
  name: "subscription.add",
  allow: orKey(workspaceMember, "newsletters:write"),
  input: z.object({
    contactId: z.uuid(),
    newsletterId: z.uuid("Choose the newsletter they agreed to."),
    ...consentOrNone,
  }),
  async run({ tx, actor }, { contactId, newsletterId, ...told }) {
    const pending = asksFirst(actor, await requireNewsletter(tx, actor, newsletterId));
    const person = await lockPerson(tx, actor, contactId);
    const [block] = await blocksOf(tx, actor, person, newsletterId);
    const on = await subscriptionOf(tx, actor, contactId, newsletterId);
    if (block === "complained")
      throw invalid({ newsletterId: "They reported a message as spam. They stay without mail." });
    if (block === "unsubscribed" || on?.unsubscribedAt)
      throw invalid({
        newsletterId: "They left this newsletter. Resubscribe them: they confirm it themselves.",
      });
    const waitsForLive = on?.byProgram && !on.confirmedAt && !isTest(actor);
    if (on && !waitsForLive) throw invalid({ newsletterId: "They are on this newsletter already." });
    const given = groundOf(told, pending);
    if (!given) throw invalid({ basis: whichGround });
    await refuseGround(tx, actor, given, person.country);

    if (pending && block)
      throw invalid({ newsletterId: "Their address gets no mail, so that they cannot confirm." });
    await beginSubscription(tx, actor, { contactId, newsletterId, pending, given });
    return {
      result: { blocked: block ?? null, pending },
      audit: {
        target: contactId,
        detail: { newsletter: newsletterId, basis: given.basis, givenOn: given.givenOn },
      },
    };
  },
});
