import { z } from "zod";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { command } from "#lib/core/command.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { countAudience } from "./facts.ts";
import { requireReady, wouldGetIt } from "./require-ready.ts";
import { segmentDetail } from "./segment-detail.ts";

/**
 * Asks what sending a campaign would ask, and returns whom it would reach. It is what a test key does instead of sending, under a name of
 * its own, so that the log names nothing as sent that was not.
 * @throws AppError conflict with one message per line that stops it.
 */
export const rehearseCampaign = command({
  name: "campaign.rehearse",
  allow: orKey(workspaceMember, "campaigns:send"),
  input: z.object({ campaignId: z.uuid(), unsigned: z.boolean().optional(), expected: expectedCount }),
  async run({ tx, actor }, { campaignId, unsigned, expected }) {
    const { facts, newsletterId } = await requireReady(tx, actor, campaignId, unsigned);
    const reached = await countAudience(tx, actor.workspaceId, campaignId, newsletterId);
    asConfirmed(expected, reached.eligible, wouldGetIt(reached.eligible));
    const skipped = Object.values(reached.skipped).reduce((sum, each) => sum + each, 0);
    const counts = { queued: reached.eligible, skipped };
    return {
      result: { id: campaignId, ...counts },
      audit: { target: campaignId, detail: { name: facts.name, ...segmentDetail(facts), ...counts } },
    };
  },
});
