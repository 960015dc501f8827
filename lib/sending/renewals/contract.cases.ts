import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import type { Cases, Seed } from "#testing/contract/contract.ts";
import { anonymous, asOwner } from "#testing/factories.ts";
import { makeLapsing } from "./lapsing.fixture.ts";

const forLinks = "Whoever holds the mailed link acts for its mailbox.";

export const commands: Cases = {
  "renewal.prepare": async () => {
    const { actor, newsletterId } = await makeLapsing();
    return { actor, input: { newsletterId } };
  },
  "renewal.agree": async () => {
    const { workspaceId, sent } = await makeLapsing();
    const token = signLink(await linkKey(), "agree", { workspaceId, id: await sent() });
    return {
      actor: anonymous(),
      input: { token, locale: "en" },
      openToAnonymous: forLinks,
      openToStrangers: forLinks,
    };
  },
};

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, contact, sent }) => {
  await asOwner(
    (sql) =>
      sql`insert into campaign_people (workspace_id, campaign_id, contact_id) values (${workspaceId}, ${sent}, ${contact})`,
  );
  return undefined;
};
