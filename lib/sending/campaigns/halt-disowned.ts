import { disownedCampaigns } from "#lib/account/notices/disowned-campaigns.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { haltCampaign } from "./halt.ts";

/** Pauses a campaign that somebody started in another person's account. One that has ended meanwhile is left. */
export const haltDisowned = job({
  ...disownedCampaigns,
  async run({ actor }, { campaignId }) {
    const reason =
      "It was started in a sign-in that its owner reported as not theirs. Check its text and its readers before you resume it.";
    try {
      await haltCampaign(actor as WorkspaceJob, { campaignId, reason });
    } catch (error) {
      if (!(error instanceof AppError && error.code === "notFound")) throw error;
    }
  },
});
