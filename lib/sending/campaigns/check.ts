import { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import type { ResolveTxt } from "#lib/sending/sending-domains/resolver.ts";
import { authenticationLines } from "./authentication.ts";
import { type CheckLine, checkLines } from "./check-lines.ts";
import { type Audience, countAudience, readFacts } from "./facts.ts";

export type CampaignCheck = { ready: boolean; lines: CheckLine[]; audience: Audience };

/**
 * The list before sending: each line says what is so, why it matters and where it is mended. `ready` when nothing stops it. Name servers are
 * asked after the database is let go.
 */
export async function checkCampaign(
  actor: Actor,
  input: { campaignId: string },
  resolve?: ResolveTxt,
): Promise<CampaignCheck> {
  const { facts, audience } = await readForCheck(actor, input);
  const lines = [...checkLines(facts, audience), ...(await authenticationLines(facts, resolve))];
  return {
    ready: lines.every(({ state }) => state !== "stop"),
    lines,
    audience: audience ?? { eligible: 0, skipped: {} },
  };
}

export const readForCheck = query({
  name: "campaign.check",
  allow: workspaceViewer,
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor }, { campaignId }) {
    const facts = await readFacts(db, actor, campaignId);
    const audience = facts.newsletter
      ? await countAudience(db, actor.workspaceId, facts.newsletter.id)
      : null;
    return { facts, audience };
  },
});
