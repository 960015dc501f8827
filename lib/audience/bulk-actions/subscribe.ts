import { z } from "zod";
import { consentGiven, refuseDay } from "#lib/audience/contacts/consent-given.ts";
import { refuseBareInterest, softOptInOf } from "#lib/audience/contacts/soft-opt-in.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { begin, bulkLimit } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/**
 * Puts many contacts on a newsletter with the consent they all gave outside Mailneo, as a job that can be undone for ten
 * seconds. The ground is asked as for one contact; whoever left, complained or is suppressed is not put on.
 */
export const subscribeContacts = command({
  name: "bulk_action.subscribe",
  allow: workspaceMember,
  limit: bulkLimit,
  once: true,
  input: z.object({
    ...selection,
    newsletterId: z.uuid("Choose the newsletter they agreed to."),
    ...consentGiven,
  }),
  prepare: findByState,
  async run(context, { newsletterId, contactIds, all, expected, ...given }, found) {
    const { tx, actor } = context;
    await requireNewsletter(tx, actor, newsletterId);
    // Half of the facts of a sale are a mistake of the form. Without any, people who need them are left out one by one.
    if (softOptInOf(given)) refuseBareInterest(given, null);
    await refuseDay(tx, actor, given);
    const begun = await begin(context, {
      kind: "subscribe",
      input: { newsletterId, ...given, givenOn: given.givenOn ?? "" },
      selected: { contactIds, all, expected },
      found,
    });
    return {
      result: begun,
      audit: {
        target: null,
        detail: {
          contacts: begun.total,
          newsletter: newsletterId,
          basis: given.basis,
          givenOn: given.givenOn,
        },
      },
    };
  },
});
