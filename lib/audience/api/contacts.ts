import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { readValue } from "#lib/audience/contact-fields/value.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact, knownAddress } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { type ContactRead, readContacts } from "#lib/audience/contacts/read.ts";
import { updateContact } from "#lib/audience/contacts/update.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { setTags } from "#lib/audience/tags/set.ts";
import type { ApiKey } from "#lib/core/actor.ts";
import { AppError, conflict, invalid, notFound } from "#lib/core/errors.ts";
import { bounded, limitedRecord } from "#lib/core/text.ts";
import { env } from "#lib/env.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { consentNames, consentOf, toldConsent } from "./told-consent.ts";

const state = z.enum(["active", "pending", "unsubscribed"]);

const contact = z
  .object({
    id,
    email: words,
    first_name: words.nullable(),
    last_name: words.nullable(),
    country: words.nullable().meta({ description: "ISO 3166-1 alpha-2" }),
    language: words.nullable().meta({ description: "BCP 47" }),
    postal_code: words.nullable(),
    time_zone: words.nullable(),
    fields: z.record(words, words),
    tags: z.array(words),
    newsletters: z.array(z.object({ id, state, since: time })),
    suppressed: z
      .object({
        reason: z.enum(["unsubscribed", "bounced", "complained", "manual"]),
        scope: words.meta({ description: "“everything”, or the id of one newsletter" }),
        since: time,
      })
      .nullable(),
    restricted_since: time
      .nullable()
      .meta({ description: "Since when these data may only be stored (GDPR 18)" }),
    consents_url: words,
    created_at: time,
  })
  .meta({ id: "Contact" });

const person = {
  first_name: bounded(1000).nullish(),
  last_name: bounded(1000).nullish(),
  country: bounded(100).nullish().meta({ description: "A country by its code or name" }),
  tags: z
    .array(bounded(50).regex(/^[^,\n]*$/, "A tag holds no comma."))
    .max(20)
    .optional(),
  fields: limitedRecord(bounded(100), bounded(500).nullable(), 100).optional().meta({
    description: "Values by the name of the field. null takes a value away.",
  }),
};

const more = {
  language: bounded(20).nullish(),
  postal_code: bounded(20).nullish(),
  time_zone: bounded(60).nullish(),
};

const noun = "contact";

/** Contacts, as programs read and write them. */
export const contactEndpoints = [
  endpoint({
    method: "GET",
    path: "/contacts",
    scope: "contacts:read",
    summary: "List contacts",
    description:
      "Newest first. `email` finds one by its whole address, in any case. Other lists leave out people whose data are restricted.",
    query: {
      ...pageQuery,
      email: bounded(320).optional(),
      newsletter_id: z.uuid("Send the id of a newsletter.").optional(),
      tag: bounded(100).optional(),
    },
    answer: pageOf(contact),
    async run({ actor, query: { newsletter_id: newsletterId, ...query } }) {
      const { rows, nextCursor } = await readContacts(actor, { ...query, newsletterId });
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/contacts",
    scope: "contacts:write",
    summary: "Add a contact",
    description:
      "With `newsletter_id` they are put on the newsletter too: as `pending` with a confirmation mail where it asks for one, " +
      "otherwise on the ground that `basis` and `source` tell.",
    body: z.strictObject({
      email: bounded(320, { missing: "Send an email address." }),
      ...person,
      newsletter_id: z.uuid("Send the id of a newsletter.").optional(),
      ...toldConsent,
    }),
    status: 201,
    answer: contact,
    fields: consentNames,
    async run({ actor, body, call }) {
      const values = body.fields && (await valuesOf(actor, body.fields));
      const before = body.newsletter_id !== undefined && (await knownBefore(actor, body.email));
      const making = createContact(
        actor,
        {
          email: body.email,
          firstName: body.first_name ?? "",
          lastName: body.last_name ?? "",
          country: body.country ?? "",
          newsletterId: "none",
          ...(body.newsletter_id ? consentOf({}) : consentOf(body)),
        },
        call,
      );
      const { id: contactId } = await making.catch(asConflict);
      if (body.newsletter_id)
        await putOn(actor, { contactId, newsletterId: body.newsletter_id, ...consentOf(body) }, before);
      if (body.tags?.length) await setTags(actor, { contactId, tags: body.tags.join("\n") });
      if (values) await fillContactFields(actor, { contactId, values });
      return one(actor, contactId);
    },
  }),
  endpoint({
    method: "GET",
    path: "/contacts/{id}",
    scope: "contacts:read",
    summary: "Read a contact",
    noun,
    answer: contact,
    run: ({ actor, ids }) => one(actor, ids.id ?? ""),
  }),
  endpoint({
    method: "PATCH",
    path: "/contacts/{id}",
    scope: "contacts:write",
    summary: "Change a contact",
    description:
      "What is left out stays. `tags` replaces all tags. A new `email` is a correction: wishes and complaints go along with it. " +
      "A contact with `restricted_since` is refused with 409, because the data are only stored.",
    noun,
    body: z.strictObject({ email: bounded(320).optional(), ...person, ...more }),
    answer: contact,
    fields: { values: "fields" },
    async run({ actor, ids, body }) {
      const contactId = ids.id ?? "";
      const before = await one(actor, contactId);
      const values = body.fields && (await valuesOf(actor, body.fields));
      const { tags, fields: _, email, ...facts } = body;
      if (Object.keys(facts).length > 0) {
        const after = { ...before, ...facts };
        await updateContact(actor, {
          contactId,
          firstName: after.first_name ?? "",
          lastName: after.last_name ?? "",
          country: after.country ?? "",
          language: after.language ?? "",
          postalCode: after.postal_code ?? "",
          timeZone: orEmpty(after.time_zone),
        });
      }
      if (tags) await setTags(actor, { contactId, tags: tags.join("\n") });
      if (values) await fillContactFields(actor, { contactId, values });
      if (email !== undefined && email.trim().toLowerCase() !== before.email)
        await correctAddress(actor, { contactId, email, why: "Told by a program through the API." });
      return one(actor, contactId);
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/contacts/{id}",
    scope: "contacts:write",
    summary: "Delete a contact",
    description: "Opt-outs and complaints stay, so that the address is not mailed when it comes back.",
    noun,
    status: 204,
    async run({ actor, ids }) {
      await deleteContact(actor, { contactId: ids.id ?? "", block: false, typed: "erase" });
    },
  }),
  endpoint({
    method: "POST",
    path: "/contacts/{id}/erase",
    scope: "contacts:write",
    summary: "Erase a contact at their request",
    description:
      "Deletes what is known of the person (GDPR 17) and keeps the address off by its keyed hash, unless `block` is false.",
    noun,
    body: z.strictObject({ block: z.boolean().default(true) }),
    bodyOptional: true,
    answer: z.object({ id, erased: z.literal(true), blocked: z.boolean() }),
    async run({ actor, ids, body: { block } }) {
      const { id } = await deleteContact(actor, { contactId: ids.id ?? "", block, typed: "erase" });
      return { id, erased: true as const, blocked: block };
    },
  }),
  endpoint({
    method: "GET",
    path: "/contacts/{id}/export",
    scope: "contacts:export",
    summary: "Export all data of a contact",
    description:
      "Everything that is known of one person (GDPR 15 and 20). It is recorded that it was taken out.",
    noun,
    answer: z.looseObject({ controller: z.unknown() }),
    run: async ({ actor, ids }) => handOver(actor, { contactId: ids.id ?? "", format: "json" }),
  }),
];

async function one(actor: ApiKey, contactId: string) {
  const { rows } = await readContacts(actor, { contactId, limit: 1 });
  if (!rows[0]) throw notFound(noun);
  return shown(rows[0]);
}

function shown({
  firstName,
  lastName,
  postalCode,
  timeZone,
  createdAt,
  restrictedSince,
  ...row
}: ContactRead) {
  const { id, email, country, language, fields, tags, newsletters, suppressed } = row;
  return {
    id,
    email,
    first_name: firstName,
    last_name: lastName,
    country,
    language,
    postal_code: postalCode,
    time_zone: timeZone,
    fields,
    tags,
    newsletters,
    suppressed: suppressed as z.input<typeof contact>["suppressed"],
    restricted_since: restrictedSince,
    consents_url: `${env().APP_URL}/api/v1/contacts/${id}/consents`,
    created_at: createdAt,
  };
}

/** Returns values by the id of their field. @throws AppError invalid for an unknown field or a value of another kind. */
async function valuesOf(
  actor: ApiKey,
  fields: Record<string, string | null>,
): Promise<Record<string, string>> {
  const known = new Map(
    (await listContactFields(actor, {})).map((field) => [field.name.toLowerCase(), field]),
  );
  const problems: Record<string, string> = {};
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const field = known.get(name.toLowerCase());
    const read = field && readValue(field.kind, value ?? "");
    if (!field) problems[`fields.${name}`] = "There is no such field. Define it under Tags and fields.";
    else if (read && "problem" in read) problems[`fields.${name}`] = read.problem;
    else values[field.id] = value ?? "";
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return values;
}

/** An address that a contact has is a state of the workspace, not a mistake of the request. */
function asConflict(error: unknown): never {
  if (error instanceof AppError && error.fields.email === knownAddress) throw conflict(knownAddress);
  throw error;
}

/** Returns whether there was a contact with this address, as on the second try of a request whose first answer was lost. */
async function knownBefore(actor: ApiKey, email: string): Promise<boolean> {
  const parsed = emailAddress.safeParse(email);
  if (!parsed.success) return false; // the command says what is wrong with it
  const { rows } = await readContacts(actor, { email: parsed.data, limit: 1 });
  return rows.length > 0;
}

/**
 * Puts a new contact on a newsletter, or takes the contact away again, so that a refused request leaves nothing behind. Whoever
 * was there before the request stays.
 */
async function putOn(actor: ApiKey, added: Parameters<typeof addSubscription>[1], before: boolean) {
  try {
    await addSubscription(actor, added);
  } catch (error) {
    if (before) throw error;
    await deleteContact(actor, { contactId: added.contactId, block: false, typed: "erase", undo: true });
    throw error;
  }
}

const orEmpty = (text: string | null) => text ?? "";
