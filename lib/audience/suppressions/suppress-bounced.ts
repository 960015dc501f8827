import { sql } from "drizzle-orm";
import { cutText } from "#lib/core/cut-text.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * Suppresses addresses whose server called them dead, in the caller's command. Only rows of deliveries that were being sent count, so
 * that a reply about another address suppresses nothing (DS9). Messages to them that other campaigns have queued are stopped.
 */
export async function suppressBounced(
  tx: Transaction,
  of: { workspaceId: string; campaignId: string; bounces: readonly { contactId: string; reply: string }[] },
): Promise<{ found: number; added: number }> {
  const { workspaceId, campaignId, bounces } = of;
  const given = JSON.stringify(
    bounces.map(({ contactId, reply }) => ({ id: contactId, reply: cutText(reply, 500) })),
  );
  const [row] = await tx.execute<{ found: number; added: number }>(sql`
    with given as (
      select g.id, g.reply, d.email, d.email_hash from jsonb_to_recordset(${given}::jsonb) as g(id uuid, reply text)
      join deliveries d on d.campaign_id = ${campaignId} and d.contact_id = g.id and d.workspace_id = ${workspaceId}
        and d.attempts > 0
    ), added as (
      insert into suppressions (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, note)
      select new_id(), ${workspaceId}, email_hash, email, null, 'bounced', 'smtp_reply', ${campaignId}, reply from given
      on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
      do nothing returning email_hash
    ), stopped as (
      update deliveries d set state = 'skipped', reason = 'bounced' from added
      where d.workspace_id = ${workspaceId} and d.email_hash = added.email_hash and d.state = 'queued'
        and d.campaign_id <> ${campaignId} returning 1
    )
    select (select count(*)::int from given) as found, (select count(*)::int from added) as added,
      (select count(*) from stopped) as stopped`);
  return { found: row?.found ?? 0, added: row?.added ?? 0 };
}
