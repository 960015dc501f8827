import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import {
  jobActor,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";
import { addSuppressions } from "./add.ts";
import { listSuppressions } from "./list.ts";

export const suppressionCases: Cases<
  "contact.unsubscribe" | "suppression.add" | "suppression.lift" | "suppression.record_bounce"
> = {
  "contact.unsubscribe": async () => {
    const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await sendingOne();
    const { origin } = actor;
    return {
      actor: { kind: "subscriber", workspaceId, contactId, deliveryId, campaignId, newsletterId, origin },
      input: { scope: "newsletter", source: "one_click" },
    };
  },
  "suppression.add": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { emails: "ada@example.com" },
      openToStrangers: "Each workspace keeps its own list; the input names an address, not a row.",
    };
  },
  "suppression.lift": async () => {
    const { actor } = await makeMember();
    await addSuppressions(actor, { emails: "ada@example.com" });
    const { rows } = await listSuppressions(actor, {});
    return { actor, input: { suppressionId: rows[0]?.id, note: "A typing mistake of ours." } };
  },
  "suppression.record_bounce": async () => {
    const { workspaceId, campaignId, contactId } = await sendingOne();
    return {
      actor: jobActor(workspaceId, "campaign-send"),
      input: { campaignId, bounces: [{ contactId, reply: "550 5.1.1 no such user" }] },
    };
  },
};

async function sendingOne() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const contactId = contact?.id ?? "";
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, contactId);
  return { actor, workspaceId, newsletterId, campaignId, contactId, deliveryId };
}

export const suppressionQueries: QueryCases = {
  "suppression.list": () => ({}),
  "suppression.get": ({ suppression }) => ({ input: { suppressionId: suppression } }),
  "suppression.counts": () => ({ showsNoRow: "Counts by reason." }),
};
