import type { Cases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeMember } from "#testing/factories.ts";

export const commands: Cases = {
  "unsubscribe_alert.raise": async () => {
    const { workspaceId } = await makeMember();
    return {
      actor: jobActor(workspaceId, "unsubscribe-watch"),
      input: { unsubscribed: 40, sent: 500, campaignId: null },
      openToStrangers: "It names no row: a job tells its own workspace's owners.",
    };
  },
};

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, sent }) => {
  await asOwner(
    (sql) => sql`insert into unsubscribe_alerts (workspace_id, id, unsubscribed, sent, campaign_id)
      values (${workspaceId}, new_id(), 40, 500, ${sent})`,
  );
  return undefined;
};
