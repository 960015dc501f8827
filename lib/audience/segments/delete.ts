import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/**
 * Deletes a saved filter. The contacts stay, and so do the reports of campaigns that went to it.
 * @throws AppError conflict where a draft or a scheduled campaign is narrowed to it.
 */
export const deleteSegment = command({
  name: "segment.delete",
  allow: workspaceMember,
  input: z.object({ segmentId: z.uuid() }),
  async run({ tx, actor }, { segmentId }) {
    const mine = and(owned(segments, actor), eq(segments.id, segmentId));
    const [found] = await tx.select({ name: segments.name }).from(segments).where(mine).for("update");
    if (!found) throw notFound("segment");
    await refuseUsed(tx, actor.workspaceId, segmentId);
    await tx.delete(segments).where(mine);
    return { result: found, audit: { target: null, detail: { name: found.name } } };
  },
});

const mostNamed = 3;

async function refuseUsed(tx: Transaction, workspaceId: string, segmentId: string) {
  const used = await tx.execute<{ name: string; scheduled: boolean; more: number }>(sql`
    select coalesce(d.name, c.name) as name, c.scheduled_for is not null and c.held_at is null as scheduled,
      (count(*) over ())::int - ${mostNamed} as more
    from campaigns c left join campaign_drafts d on d.workspace_id = c.workspace_id and d.campaign_id = c.id
    where c.workspace_id = ${workspaceId} and c.send_requested_at is null
      and case when d.campaign_id is null then c.segment_id else d.segment_id end = ${segmentId}
    order by c.id desc limit ${mostNamed}`);
  if (used.length === 0) return;
  const named = used.map(({ name, scheduled }) => `“${name}” (${scheduled ? "scheduled" : "draft"})`);
  const more = used[0]?.more ?? 0;
  if (more > 0) named.push(`${more} more`);
  throw conflict(
    `This segment is used by ${new Intl.ListFormat("en").format(named)}. Choose there who gets it instead, then delete the segment.`,
  );
}
