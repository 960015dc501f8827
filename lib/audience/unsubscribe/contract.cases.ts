import type { Subscriber } from "#lib/core/actor.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { anonymous, asOwner, makeSending, uniqueEmail } from "#testing/factories.ts";
import { unsubscribe } from "./unsubscribe.ts";

/** A person who has just left by their link. */
async function gone(): Promise<Subscriber> {
  const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
  const { origin } = actor;
  const person: Subscriber = {
    kind: "subscriber",
    workspaceId,
    contactId,
    deliveryId,
    campaignId,
    newsletterId,
    origin,
  };
  await unsubscribe(person, { scope: "newsletter", source: "one_click" });
  return person;
}

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, contact, sent }) => {
  await asOwner(
    (
      sql,
    ) => sql`insert into leaving_reasons (workspace_id, delivery_id, contact_id, campaign_id, reason, words)
      values (${workspaceId}, new_id(), ${contact}, ${sent}, 'too_often', 'Daily is a lot.')`,
  );
  return undefined;
};

export const commands: Cases = {
  "contact.unsubscribe": async () => {
    const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
    const { origin } = actor;
    return {
      actor: { kind: "subscriber", workspaceId, contactId, deliveryId, campaignId, newsletterId, origin },
      input: { scope: "newsletter", source: "one_click" },
    };
  },
  "contact.undo_unsubscribe": async () => ({
    actor: await gone(),
    input: { wording: "Put me back.", locale: "en" },
  }),
  "contact.give_reason": async () => ({
    actor: await gone(),
    input: { reason: "too_often", scope: "newsletter" },
  }),
  "contact.mail_links": async () => ({
    actor: anonymous(),
    input: { email: uniqueEmail(), locale: "en" },
    openToAnonymous: "A person without an old message asks for their link, and only their mailbox is told.",
    openToStrangers: "It names an address, no row of any workspace.",
  }),
};

export const queries: QueryCases = {
  "contact.choices": ({ subscriber }) => ({ actor: subscriber, showsNoRow: "The address is masked." }),
};
