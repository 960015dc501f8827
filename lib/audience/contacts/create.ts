import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import type { Member } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { consentBasis, contactCountry, contactName, givenDay } from "./fields.ts";
import {
  type Basis,
  dayNames,
  dayProblem,
  dayProblemWords,
  endOf,
  endsByItself,
  startOf,
} from "./grounds.ts";
import { todayOf } from "./today.ts";

const whichNewsletter = "Choose the newsletter they agreed to, or “No newsletter yet”.";

/**
 * Adds one contact by hand, with the legal ground for mailing them (GDPR 7(1), CASL 10). Subscribes
 * them when a newsletter is named.
 */
export const createContact = command({
  name: "contact.create",
  allow: workspaceMember,
  input: z.object({
    email: emailAddress,
    firstName: contactName,
    lastName: contactName,
    country: contactCountry,
    /** "none" says that they agreed to no newsletter yet. Consent is specific, so that leaving it out means nothing. */
    newsletterId: z.union([z.uuid(whichNewsletter), z.literal("none")], whichNewsletter),
    basis: consentBasis,
    /** Day they agreed, bought or asked. Purchase and inquiry need it, because implied consent counts from it. */
    givenOn: givenDay,
    wording: text({ max: 1000 }).min(10, "Say in a sentence how and when they agreed: it is your proof."),
  }),
  async run(
    { tx, actor, vault },
    { email, firstName, lastName, country, newsletterId: chosen, basis, givenOn, wording },
  ) {
    const { workspaceId } = actor;
    const newsletterId = chosen === "none" ? null : chosen;
    await refuseDay(tx, actor, basis, givenOn);
    const id = uuidv7();
    const emailHash = await vault.emailHash(workspaceId, email);
    const [made] = await tx
      .insert(contacts)
      .values({ id, workspaceId, email, emailHash, firstName, lastName, country, source: "manual" })
      .onConflictDoNothing()
      .returning({ id: contacts.id });
    if (!made) throw invalid({ email: "You have this contact already." });

    if (newsletterId) {
      await requireNewsletter(tx, actor, newsletterId);
      await tx
        .insert(subscriptions)
        .values({ newsletterId, contactId: id, workspaceId, confirmedAt: new Date() });
    }
    await tx.insert(consents).values({
      id: uuidv7(),
      workspaceId,
      contactId: id,
      newsletterId,
      kind: "grant",
      basis,
      source: "manual",
      wording,
      evidence: { asserted_by: actor.userId },
      actorKind: actor.kind,
      actorId: actor.userId,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      givenOn,
      expiresAt: expiryOf(basis, givenOn),
    });
    return { result: { id }, audit: { target: id, detail: { basis, newsletter: newsletterId, givenOn } } };
  },
});

/** @throws AppError invalid when the day is missing, impossible, or so long ago that the ground has ended. */
async function refuseDay(tx: Transaction, actor: Member, basis: Basis, givenOn: CalendarDay | null) {
  if (givenOn === null) {
    if (!endsByItself(basis)) return;
    throw invalid({
      givenOn: `Enter the ${dayNames[basis]}: implied consent counts from it (CASL s.10(10)).`,
    });
  }
  const problem = dayProblem(basis, givenOn, await todayOf(tx, actor));
  if (problem) throw invalid({ givenOn: dayProblemWords(problem, basis, givenOn) });
}

function expiryOf(basis: Basis, givenOn: CalendarDay | null): Date | null {
  const end = givenOn && endOf(basis, givenOn);
  return end ? startOf(end) : null;
}
