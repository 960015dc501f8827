import type { QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner } from "#testing/factories.ts";

export const queries: QueryCases = {
  "link_opening.count": ({ sent }) => ({ input: { campaignId: sent }, showsNoRow: "Two numbers." }),
};

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, contact, sent }) => {
  await asOwner(
    (
      sql,
    ) => sql`insert into link_openings (workspace_id, id, delivery_id, contact_id, campaign_id, page, head, visitor)
      values (${workspaceId}, new_id(), new_id(), ${contact}, ${sent}, 'unsubscribe', false, '\\x00')`,
  );
  return undefined;
};
