import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { consentBasis, consentExpiry, contactCountry, contactName } from "./fields.ts";

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
    newsletterId: z.union([z.uuid(), z.literal("")], { error: "Choose a newsletter." }).optional(),
    basis: consentBasis,
    wording: text({ max: 1000 }).min(10, "Say in a sentence how and when they agreed: it is your proof."),
  }),
  async run({ tx, actor, vault }, { email, firstName, lastName, country, newsletterId, basis, wording }) {
    const { workspaceId } = actor;
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
      newsletterId: newsletterId || null,
      kind: "grant",
      basis,
      source: "manual",
      wording,
      evidence: { asserted_by: actor.userId },
      actorKind: actor.kind,
      actorId: actor.userId,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      expiresAt: consentExpiry(basis),
    });
    return { result: { id }, audit: { target: id, detail: { basis, newsletter: newsletterId || null } } };
  },
});
