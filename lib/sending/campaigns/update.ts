import { and, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import type { Member } from "#lib/core/actor.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { checkDraftParts, draftFields } from "./fields.ts";
import { linkHostsBetween } from "./link-hosts.ts";
import { lockText, writeText } from "./save-text.ts";

/** `version`: the text that the writer began from. Without it the newest text is replaced whatever it is. */
export const updateInput = z.object({
  campaignId: z.uuid(),
  version: bounded(40).optional(),
  ...draftFields,
});

const shown = [
  "name",
  "newsletterId",
  "segment",
  "emailAccountId",
  "subject",
  "preheader",
  "replyTo",
] as const;

/** Changes a draft. What was sent once stays as it was sent. */
export const updateCampaign = command({
  name: "campaign.update",
  allow: workspaceMember,
  limit: { per: "user", max: 3600, windowSeconds: 3600 },
  input: updateInput,
  async run({ tx, actor }, { campaignId, version, ...draft }) {
    await lockText(tx, actor as Member, campaignId, version);
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    // Against the last recorded text, because what was saved while typing has no entry of its own.
    const [before] = await tx
      .select({
        name: campaigns.name,
        newsletterId: campaigns.newsletterId,
        segment: nameOfSegment(actor.workspaceId, sql`campaigns.segment_id`),
        emailAccountId: campaigns.emailAccountId,
        subject: campaigns.subject,
        preheader: campaigns.preheader,
        replyTo: campaigns.replyTo,
        body: campaigns.body,
      })
      .from(campaigns)
      .where(mine);
    const [chosen] = await tx.execute<{ segment: string | null }>(
      sql`select ${nameOfSegment(actor.workspaceId, sql`${draft.segmentId}`)} as segment`,
    );
    await tx
      .update(campaigns)
      .set({ ...draft, updatedAt: sql`now()` })
      .where(mine);
    await checkDraftParts(tx, actor, draft);
    const links = linkHostsBetween(before?.body ?? "", draft.body);
    const saved = await writeText(tx, actor as Member, campaignId, draft, true);
    return {
      result: { id: campaignId, name: draft.name, ...saved },
      // The message itself is too long for a log that nobody shortens. Where its links lead tells whose text it is.
      audit: {
        target: campaignId,
        detail: {
          name: draft.name,
          bodyRewritten: before?.body !== draft.body,
          ...(links.added.length > 0 && { linksAdded: links.added }),
          ...(links.removed.length > 0 && { linksRemoved: links.removed }),
        },
        changed: before ? changesBetween(before, { ...draft, segment: chosen?.segment ?? null }, shown) : {},
      },
    };
  },
});

// The entry names the segment, because a deleted one has no other name.
const nameOfSegment = (workspaceId: string, id: SQL) =>
  sql<string | null>`(select g.name from segments g where g.workspace_id = ${workspaceId} and g.id = ${id})`;
