import { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import type { ResolveTxt } from "#lib/sending/sending-domains/resolver.ts";
import { authenticationLines } from "./authentication.ts";
import { type CheckLine, checkLines } from "./check-lines.ts";
import { type Audience, countAudience, readFacts } from "./facts.ts";
import { linkLines } from "./link-check.ts";
import { isSigned } from "./signed.ts";

export type CampaignCheck = { ready: boolean; signed: boolean; lines: CheckLine[]; audience: Audience };

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
  const [authentication, links] = await Promise.all([
    authenticationLines(facts, resolve),
    // Who brings a name server of their own asks about names only.
    resolve ? [] : linkLines(facts),
  ]);
  const lines = inOrder([...checkLines(facts, audience), ...links, ...authentication]);
  return {
    ready: lines.every(({ state }) => state !== "stop"),
    signed: isSigned(facts),
    lines,
    audience: audience ?? { eligible: 0, skipped: {} },
  };
}

const order = { stop: 0, warn: 1, ok: 2 } as const;

/** Returns what stops the campaign first, then advice, then what is in order. */
const inOrder = (lines: CheckLine[]) => lines.toSorted((a, b) => order[a.state] - order[b.state]);

export const readForCheck = query({
  name: "campaign.check",
  allow: orKey(workspaceViewer, "campaigns:read"),
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor }, { campaignId }) {
    const facts = await readFacts(db, actor, campaignId);
    const audience = facts.newsletter
      ? await countAudience(db, actor.workspaceId, campaignId, facts.newsletter.id)
      : null;
    return { facts, audience };
  },
});
