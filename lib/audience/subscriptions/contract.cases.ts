import type { Cases } from "#testing/contract/contract.ts";
import { makeContacts, makeMember, makeNewsletter } from "#testing/factories.ts";
import { endSubscription } from "./end.ts";

const wording = "Asked at the fair in Turin, card on file.";

async function makeReader(on: boolean) {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, on ? newsletterId : undefined);
  return { actor, ids: { contactId: contact?.id ?? "", newsletterId } };
}

export const commands: Cases = {
  "subscription.add": async () => {
    const { actor, ids } = await makeReader(false);
    return { actor, input: { ...ids, basis: "express", givenOn: "2026-03-02", wording } };
  },
  "subscription.record_consent": async () => {
    const { actor, ids } = await makeReader(true);
    return { actor, input: { ...ids, basis: "express", wording } };
  },
  "subscription.end": async () => {
    const { actor, ids } = await makeReader(true);
    return { actor, input: { ...ids, how: "By phone." } };
  },
  "subscription.resubscribe": async () => {
    const { actor, ids } = await makeReader(true);
    await endSubscription(actor, { ...ids, how: "By phone." });
    return { actor, input: { ...ids, givenOn: "2026-03-02", wording } };
  },
};
