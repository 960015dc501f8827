import { and, eq, sql } from "drizzle-orm";
import { campaignDrafts, campaigns } from "#db/schema/campaigns.ts";
import { users } from "#db/schema/users.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { newestCampaigns, versionOf } from "./newest.ts";

export type DraftText = {
  name: string;
  newsletterId: string | null;
  emailAccountId: string | null;
  segmentId: string | null;
  subject: string;
  preheader: string;
  replyTo: string;
  body: string;
};

type Newest = DraftText & {
  version: string;
  savedBy: string | null;
  minutes: number;
  sent: boolean;
  scheduled: boolean;
};

/**
 * Locks a draft and returns its newest text. With `version`, the text that the writer began from must still be the
 * newest, so that nobody writes over a text they never saw.
 * @throws AppError notFound, or conflict with who saved and when.
 */
export async function lockText(
  tx: Transaction,
  actor: Member,
  campaignId: string,
  version: string | undefined,
): Promise<Newest> {
  await tx
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(owned(campaigns, actor), eq(campaigns.id, campaignId)))
    .for("update");
  const [newest] = await tx.execute<Newest>(sql`
    select c.name, c.newsletter_id as "newsletterId", c.email_account_id as "emailAccountId", c.segment_id as "segmentId", c.subject, c.preheader,
      c.reply_to as "replyTo", c.body, ${versionOf("c")} as version, c.saved_by as "savedBy",
      floor(extract(epoch from clock_timestamp() - c.updated_at) / 60)::int as minutes, c.send_requested_at is not null as sent,
      c.scheduled_for is not null and c.held_at is null as scheduled
    from ${newestCampaigns} c where c.workspace_id = ${actor.workspaceId} and c.id = ${campaignId}`);
  if (!newest) throw notFound("campaign");
  if (newest.sent) throw conflict("This campaign is already on its way. It can no longer be changed.");
  if (newest.scheduled) throw conflict("This campaign is scheduled. Unschedule it to change it.");
  if (version !== undefined && version !== newest.version) throw await newerVersion(tx, actor, newest);
  return newest;
}

async function newerVersion(tx: Transaction, actor: Member, { savedBy, minutes, version }: Newest) {
  const [by] = savedBy
    ? await tx.select({ name: users.name }).from(users).where(eq(users.id, savedBy))
    : [undefined];
  const who = savedBy === actor.userId ? "You" : (by?.name ?? "Somebody else");
  const when =
    minutes < 1 ? "less than a minute ago" : minutes === 1 ? "1 minute ago" : `${minutes} minutes ago`;
  const where = savedBy === actor.userId ? " in another tab" : "";
  return new AppError("conflict", `${who} saved another version${where} ${when}, so yours was not saved.`, {
    fields: { version: version },
  });
}

/** Writes the newest text beside the campaign. `recorded` starts a new half hour of writing. Returns its version. */
export async function writeText(
  tx: Transaction,
  actor: Member,
  campaignId: string,
  draft: DraftText,
  recorded: boolean,
): Promise<{ version: string }> {
  const now = sql`clock_timestamp()`;
  const values = { ...draft, savedBy: actor.userId, savedAt: now };
  const [saved] = await tx
    .insert(campaignDrafts)
    .values({ workspaceId: actor.workspaceId, campaignId, ...values, recordedAt: now })
    .onConflictDoUpdate({
      target: [campaignDrafts.workspaceId, campaignDrafts.campaignId],
      set: { ...values, ...(recorded && { recordedAt: now }) },
    })
    .returning({
      version: sql<string>`to_char(${campaignDrafts.savedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    });
  return { version: saved?.version ?? "" };
}
