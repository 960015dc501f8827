import "server-only";
import { cache } from "react";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";

/** The campaign of this page, read once per request for its title and its content. */
export const loadCampaign = cache(async (campaignId: string) =>
  pageQuery(getCampaign, await requireMember(), { campaignId }),
);

export type Campaign = Awaited<ReturnType<typeof loadCampaign>>;

/** How far a campaign is: everybody it was meant for, and those who were tried to an end. */
export function progressOf({ counts }: Campaign) {
  const done = counts.sent + counts.failed + counts.unknown;
  return { done, total: done + counts.held + counts.queued + counts.sending };
}
