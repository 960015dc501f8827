import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { asksFirst } from "#lib/audience/asks-first.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { isTest } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { consentOrNone, groundOf, refuseGround, whichGround } from "./consent-given.ts";
import { contactCountry, contactName } from "./fields.ts";
import { recordGrant } from "./record-grant.ts";

/** The refusal of an address that a contact has. */
export const knownAddress = "You have this contact already.";

const whichNewsletter = "Choose the newsletter they agreed to, or “No newsletter yet”.";

/**
 * Adds one contact by hand, with the legal ground for mailing them (GDPR 7(1), CASL 10). Subscribes
 * them when a newsletter is named.
 */
export const createContact = command({
  name: "contact.create",
  allow: orKey(workspaceMember, "contacts:write"),
  limit: {
    per: "workspace",
    max: 600,
    windowSeconds: 3600,
    words: "A workspace adds at most 600 contacts an hour by hand. Import a file to add more.",
  },
  once: true,
  input: z.object({
    email: emailAddress,
    firstName: contactName,
    lastName: contactName,
    country: contactCountry,
    /** "none" says that they agreed to no newsletter yet. Consent is specific, so that leaving it out means nothing. */
    newsletterId: z.union([z.uuid(whichNewsletter), z.literal("none")], whichNewsletter),
    ...consentOrNone,
  }),
  async run({ tx, actor, vault }, { email, firstName, lastName, country, newsletterId: chosen, ...told }) {
    const { workspaceId } = actor;
    const newsletterId = chosen === "none" ? null : chosen;
    const given = groundOf(told, false);
    if (newsletterId && !given) throw invalid({ basis: whichGround });
    if (given) await refuseGround(tx, actor, given, country);
    const id = uuidv7();
    const emailHash = await vault.emailHash(workspaceId, email);
    const source = actor.kind === "apiKey" ? "api" : "manual";
    const [made] = await tx
      .insert(contacts)
      .values({ id, workspaceId, email, emailHash, firstName, lastName, country, source })
      .onConflictDoNothing()
      .returning({ id: contacts.id });
    if (!made) throw invalid({ email: knownAddress });

    if (newsletterId) {
      const pending = asksFirst(actor, await requireNewsletter(tx, actor, newsletterId));
      const confirmedAt = pending ? null : new Date();
      const byProgram = isTest(actor);
      await tx
        .insert(subscriptions)
        .values({ newsletterId, contactId: id, workspaceId, confirmedAt, byProgram });
    }
    if (given) await recordGrant(tx, actor, { contactId: id, newsletterId, ...given });
    return {
      result: { id },
      audit: {
        target: id,
        detail: { basis: given?.basis ?? "none", newsletter: newsletterId, givenOn: given?.givenOn ?? null },
      },
    };
  },
});
