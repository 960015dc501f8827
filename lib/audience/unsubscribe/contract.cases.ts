import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeSending } from "#testing/factories.ts";

export const commands: Cases = {
  "contact.unsubscribe": async () => {
    const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
    const { origin } = actor;
    return {
      actor: { kind: "subscriber", workspaceId, contactId, deliveryId, campaignId, newsletterId, origin },
      input: { scope: "newsletter", source: "one_click" },
    };
  },
};

export const queries: QueryCases = {
  "contact.choices": ({ subscriber }) => ({ actor: subscriber, showsNoRow: "The address is masked." }),
};
