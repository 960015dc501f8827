import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";

/**
 * Suppresses addresses that a server called dead during our connection. Only rows of deliveries we
 * were sending count, so that a reply about another address suppresses nothing (DS9). `reply` is
 * kept as the evidence.
 */
export const recordBounce = command({
  name: "suppression.record_bounce",
  allow: workspaceJob,
  input: z.object({
    campaignId: z.uuid(),
    bounces: z
      .array(z.object({ contactId: z.uuid(), reply: bounded(10_000) }))
      .min(1)
      .max(200),
  }),
  async run({ tx, actor }, { campaignId, bounces }) {
    const given = JSON.stringify(
      bounces.map(({ contactId, reply }) => ({ id: contactId, reply: reply.slice(0, 500) })),
    );
    const [row] = await tx.execute<{ found: number; added: number }>(sql`
      with given as (
        select g.id, g.reply, d.email, d.email_hash from jsonb_to_recordset(${given}::jsonb) as g(id uuid, reply text)
        join deliveries d on d.campaign_id = ${campaignId} and d.contact_id = g.id and d.workspace_id = ${actor.workspaceId}
          and d.attempts > 0
      ), added as (
        insert into suppressions (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, note)
        select new_id(), ${actor.workspaceId}, email_hash, email, null, 'bounced', 'smtp_reply', ${campaignId}, reply from given
        on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
        do nothing returning email_hash
      ), stopped as (
        update deliveries d set state = 'skipped', reason = 'bounced' from added
        where d.workspace_id = ${actor.workspaceId} and d.email_hash = added.email_hash and d.state = 'queued' returning 1
      )
      select (select count(*)::int from given) as found, (select count(*)::int from added) as added,
        (select count(*) from stopped) as stopped`);
    if (!row?.found) throw notFound("delivery");

    return { result: { added: row.added }, audit: { target: campaignId, detail: { added: row.added } } };
  },
});
