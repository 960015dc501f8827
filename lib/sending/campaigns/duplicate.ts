import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { newestCampaigns } from "./newest.ts";
import type { DraftText } from "./save-text.ts";

/** Makes a new draft of a campaign, sent or not. An archived newsletter or a disconnected account is left to be chosen. */
export const duplicateCampaign = command({
  name: "campaign.duplicate",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace duplicates at most 120 campaigns an hour.",
  },
  once: true,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const [of] = await tx.execute<DraftText>(sql`
      select c.name, c.subject, c.preheader, c.reply_to as "replyTo", c.body, n.id as "newsletterId", g.id as "segmentId", a.id as "emailAccountId"
      from ${newestCampaigns} c
      left join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id and n.archived_at is null
      left join segments g on g.workspace_id = c.workspace_id and g.id = c.segment_id
      left join email_accounts a on a.workspace_id = c.workspace_id and a.id = c.email_account_id and a.disconnected_at is null
      where c.workspace_id = ${actor.workspaceId} and c.id = ${campaignId}`);
    if (!of) throw notFound("campaign");
    const id = uuidv7();
    const taken = await tx.execute<{ name: string }>(sql`
      select name from campaigns where workspace_id = ${actor.workspaceId} and name like ${`%(copy%)`} order by id desc limit 1000`);
    const name = copyName(
      of.name,
      taken.map((each) => each.name),
    );
    await tx
      .insert(campaigns)
      .values({ ...of, id, name, workspaceId: actor.workspaceId, createdBy: actor.userId });
    return { result: { id, name }, audit: { target: id, detail: { name, of: campaignId } } };
  },
});

/** Returns "Spring (copy)", or "Spring (copy 2)" where that is taken, cut so that it stays a name of at most 100 characters. */
export function copyName(name: string, taken: readonly string[] = []): string {
  const plain = name.replace(/ \(copy(?: \d{1,4})?\)$/, "");
  for (let number = 1; ; number += 1) {
    const copy = endedWith(plain, number === 1 ? " (copy)" : ` (copy ${number})`);
    if (!taken.includes(copy)) return copy;
  }
}

function endedWith(name: string, end: string): string {
  let start = "";
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(name)) {
    if (start.length + segment.length > 100 - end.length) break;
    start += segment;
  }
  return `${start.trimEnd()}${end}`;
}
