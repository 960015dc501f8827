import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Actor, Member } from "#lib/core/actor.ts";
import { holdRight } from "#lib/core/database/held-right.ts";
import { AppError } from "#lib/core/errors.ts";
import { rightOf } from "#lib/core/held-right.ts";
import { parseInput } from "#lib/core/input.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { work } from "#lib/core/work.ts";
import { checkDraftParts } from "./fields.ts";
import { lockText, writeText } from "./save-text.ts";
import { updateCampaign, updateInput } from "./update.ts";

/**
 * Saves a draft while somebody types. The first save of a user, and one every half hour after it, is a recorded
 * `campaign.update`; those between change only the text beside the campaign, which the next recorded one takes over.
 * @throws AppError conflict when another version was saved meanwhile.
 */
export async function autosaveCampaign(
  actor: Actor,
  input: z.input<typeof updateInput>,
): Promise<{ version: string }> {
  // The command refuses, and records that it did.
  if (!workspaceMember.admits(actor)) return updateCampaign(actor, input);
  const member = actor as Member;
  const { campaignId, version, ...draft } = parseInput(updateInput, input);
  const saved = await work(member, async ({ tx }) => {
    const right = rightOf(member, workspaceMember, "nothing");
    if (right) await tx.execute(sql`select ${holdRight(right)}`);
    await lockText(tx, member, campaignId, version);
    const [writing] = await tx.execute(sql`
      select from campaign_drafts where workspace_id = ${member.workspaceId} and campaign_id = ${campaignId}
        and saved_by = ${member.userId} and recorded_at > now() - interval '30 minutes'`);
    if (!writing) return null;
    await checkDraftParts(tx, member, draft);
    return writeText(tx, member, campaignId, draft, false);
  }).catch((error: unknown) => {
    if (error instanceof AppError && ["forbidden", "notFound"].includes(error.code)) return null;
    throw error;
  });
  return saved ?? updateCampaign(actor, input);
}
