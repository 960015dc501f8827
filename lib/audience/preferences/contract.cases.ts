import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeSending } from "#testing/factories.ts";

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, contact, sent }) => {
  await asOwner(
    (sql) => sql`insert into mail_turns (workspace_id, contact_id, campaign_id)
      values (${workspaceId}, ${contact}, ${sent})`,
  );
  return undefined;
};

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
