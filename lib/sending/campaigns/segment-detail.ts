import type { CampaignFacts } from "./facts.ts";

/** What an audit entry says of a campaign's segment. Its filters stay with the campaign, because they may name a person. */
export const segmentDetail = ({ segment }: CampaignFacts): Record<string, string> =>
  segment ? { segment: segment.name } : {};
