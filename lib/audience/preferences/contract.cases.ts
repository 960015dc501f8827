import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeSending } from "#testing/factories.ts";

export const commands: Cases = {
  "preference.set": async () => {
    const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
    const { origin } = actor;
    return {
      actor: { kind: "subscriber", workspaceId, contactId, deliveryId, campaignId, newsletterId, origin },
      input: {
        shown: [newsletterId],
        wanted: [],
        pausedUntil: new Date(Date.now() + 86_400_000),
        language: null,
        wording: "I choose what I get.",
        locale: "en",
      },
    };
  },
};

export const queries: QueryCases = {
  "preference.get": ({ subscriber }) => ({ actor: subscriber }),
};
