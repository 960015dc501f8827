import { z } from "zod";
import { id } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { findContact } from "#lib/audience/contacts/find.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import type { ApiKey } from "#lib/core/actor.ts";
import { AppError, conflict, invalid } from "#lib/core/errors.ts";
import { bounded } from "#lib/core/text.ts";
import { consentNames, consentOf, toldConsent } from "./told-consent.ts";

const who = {
  contact_id: z.uuid("Send the id of a contact.").optional(),
  email: bounded(320).optional().meta({ description: "Names the contact by its whole address." }),
};

const answer = z
  .object({
    newsletter_id: id,
    contact_id: id,
    state: z.enum(["active", "pending", "unsubscribed"]),
  })
  .meta({ id: "NewsletterSubscription" });
const noun = "newsletter";

/** Who is on a newsletter, as programs change it. */
export const subscriptionEndpoints = [
  endpoint({
    method: "POST",
    path: "/newsletters/{id}/subscriptions",
    scope: "newsletters:write",
    summary: "Put a contact on a newsletter",
    description:
      "Where the newsletter asks for confirmation, the contact is `pending` until they confirm by mail, and needs no ground. Otherwise " +
      "`basis` and `source` are required. Who left is not put on again: they sign up themselves.",
    noun,
    body: z.strictObject({ ...who, ...toldConsent }),
    status: 201,
    answer,
    fields: consentNames,
    async run({ actor, ids, body }) {
      const newsletterId = ids.id ?? "";
      const contactId = await contactOf(actor, body);
      const given = consentOf(body);
      const { pending } = await refusedAsConflict(
        addSubscription(actor, { contactId, newsletterId, ...given }),
      );
      return {
        newsletter_id: newsletterId,
        contact_id: contactId,
        state: pending ? ("pending" as const) : ("active" as const),
      };
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/newsletters/{id}/subscriptions",
    scope: "newsletters:write",
    summary: "Unsubscribe a contact from a newsletter",
    description:
      "It counts like their own click: they are suppressed for this newsletter, and waiting messages are taken out.",
    noun,
    query: { ...who },
    body: z.strictObject({ ...who, how: bounded(500).optional().meta({ description: "How they asked." }) }),
    bodyOptional: true,
    answer,
    async run({ actor, ids, query, body }) {
      const newsletterId = ids.id ?? "";
      const contactId = await contactOf(actor, { ...query, ...body });
      await endSubscription(actor, {
        contactId,
        newsletterId,
        how: body.how ?? "Told by a program through the API.",
      });
      return { newsletter_id: newsletterId, contact_id: contactId, state: "unsubscribed" as const };
    },
  }),
];

type Who = { contact_id?: string | undefined; email?: string | undefined };

/** @throws AppError invalid without a contact, notFound for an address of nobody. */
async function contactOf(actor: ApiKey, { contact_id: contactId, email }: Who): Promise<string> {
  if ((contactId === undefined) === (email === undefined))
    throw invalid({ contact_id: "Send either contact_id or email." });
  return contactId ?? (await findContact(actor, { email: email ?? "" })).id;
}

/** What stands against it is a state of the person, not a mistake of the request. */
async function refusedAsConflict<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid" && error.fields.newsletterId)
      throw conflict(error.fields.newsletterId);
    throw error;
  }
}
