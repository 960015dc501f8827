import { type SQL, sql } from "drizzle-orm";
import { refusalsOf } from "#lib/audience/eligibility.ts";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { Ground } from "./grounds.ts";

/** Mail state of a contact; `refusal` null means that this newsletter's mail goes to them, on `ground`. */
export type MailState = {
  contactId: string;
  newsletterId: string;
  refusal: SkipReason | null;
  ground: Ground | null;
};

/**
 * Returns for a few contacts and each newsletter they ever subscribed to whether its mail reaches
 * them, and why not. Applies the rule of every message, so that a page never promises what sending
 * refuses. Archived newsletters send nothing and are left out.
 */
export async function mailStates(
  db: Transaction,
  workspaceId: string,
  contactIds: string[],
  newsletterId?: string,
): Promise<MailState[]> {
  if (contactIds.length === 0) return [];
  const due = sql`(select entry.contact_id, who.email_hash)`;
  const rows = await db.execute<{
    contact_id: string;
    newsletter_id: string;
    refusal: SkipReason | null;
    ground: Ground | null;
  }>(sql`
    select entry.contact_id, entry.newsletter_id, gate.refusal, gate.ground
    from subscriptions entry
    join contacts who on who.workspace_id = entry.workspace_id and who.id = entry.contact_id
    join newsletters topic
      on topic.workspace_id = entry.workspace_id and topic.id = entry.newsletter_id and topic.archived_at is null
    cross join lateral (${refusalsOf(due, sql`${workspaceId}::uuid`, sql`entry.newsletter_id`)}) gate
    where entry.workspace_id = ${workspaceId} and entry.contact_id in (${list(contactIds)})
      ${newsletterId ? sql`and entry.newsletter_id = ${newsletterId}` : sql``}`);
  return rows.map((row) => ({
    contactId: row.contact_id,
    newsletterId: row.newsletter_id,
    refusal: row.refusal,
    ground: row.refusal === null ? row.ground : null,
  }));
}

const list = (ids: string[]): SQL =>
  sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
