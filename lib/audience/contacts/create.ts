import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { asksFirst } from "#lib/audience/asks-first.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { type ApiKey, isTest } from "#lib/core/actor.ts";
import { callsTogether } from "#lib/core/calls-together.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { hashEmail } from "#lib/core/vault/vault.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { consentOrNone, groundOf, refuseGround, whichGround } from "./consent-given.ts";
import { contactCountry, contactName } from "./fields.ts";
import { recordGrant } from "./record-grant.ts";

const name = "contact.create";

/** The refusal of an address that a contact has. */
export const knownAddress = "You have this contact already.";

const whichNewsletter = "Choose the newsletter they agreed to, or “No newsletter yet”.";

/**
 * Adds one contact by hand, with the legal ground for mailing them (GDPR 7(1), CASL 10). Subscribes
 * them when a newsletter is named.
 */
export const createContact = command({
  name,
  allow: orKey(workspaceMember, "contacts:write"),
  limit: {
    per: "workspace",
    max: 600,
    windowSeconds: 3600,
    words: "A workspace adds at most 600 contacts an hour by hand. Import a file to add more.",
  },
  once: true,
  together(actor, { newsletterId, ...input }) {
    if (actor.kind !== "apiKey" || newsletterId !== "none" || groundOf(input, false)) return null;
    return addTogether(actor, input);
  },
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
    return { result: { id }, audit: { target: id, detail: detailOf(newsletterId, given) } };
  },
});

const detailOf = (newsletterId: string | null, given: ReturnType<typeof groundOf>) => ({
  basis: given?.basis ?? "none",
  newsletter: newsletterId,
  givenOn: given?.givenOn ?? null,
});

type Person = { email: string; firstName: string | null; lastName: string | null; country: string | null };

/** Programs add thousands at once. Those of a key that tell no newsletter and no ground share one call of one function. */
const add = callsTogether<ApiKey, Person & { id: string }, { n: number; made: boolean }>({
  call(workspaceId, asked, keys) {
    const { madeBy = "", keyId = "" } = asked[0]?.actor ?? {};
    const detail = JSON.stringify(detailOf(null, null));
    const people = asked.map(({ n, input: { id, email, firstName, lastName, country }, entry }) => ({
      n,
      contact_id: id,
      email,
      email_hash: `\\x${hashEmail(keys.suppression, email).toString("hex")}`,
      first_name: firstName,
      last_name: lastName,
      country,
      detail,
      ...entry,
    }));
    return sql`select n, made from create_contacts(${workspaceId}, ${madeBy}, ${keyId}, ${name}, ${JSON.stringify(people)}::jsonb)`;
  },
});

async function addTogether(actor: ApiKey, person: Person) {
  const { workspaceId, keyId } = actor;
  const input = { ...person, id: uuidv7() };
  const row = await add({ workspaceId, group: keyId, actor, input, before: undefined }).catch(nullIfRaced);
  if (!row?.made) throw invalid({ email: knownAddress });
  return { result: { id: input.id } };
}

/** Returns null for an address that another request added in the same moment (create_contacts). */
function nullIfRaced(error: { code?: string }): null {
  if (error.code === "40001") return null;
  throw error;
}
