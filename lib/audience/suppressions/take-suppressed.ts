import { sql } from "drizzle-orm";
import { takePeople } from "#lib/audience/take-people.ts";
import type { ApiKey, Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";

/**
 * Counts the contacts among addresses that are about to be suppressed, as people taken away. Addresses of nobody here take nobody away, so
 * that any member may bring the list of another tool.
 * @throws AppError what `takePeople` throws.
 */
export async function takeSuppressed(
  context: Pick<CommandContext<Member | ApiKey>, "tx" | "actor" | "enqueue">,
  rows: { hash: string; reason?: string }[],
): Promise<void> {
  const { tx, actor } = context;
  const given = JSON.stringify(rows.map(({ hash, reason = "manual" }) => ({ hash, reason })));
  const [hit] = await tx.execute<{ people: number }>(sql`
    select count(distinct c.id)::int as people
    from (select decode(g.hash, 'hex') as email_hash, g.reason from jsonb_to_recordset(${given}::jsonb) as g(hash text, reason text)) g
    join contacts c on c.workspace_id = ${actor.workspaceId} and c.email_hash = g.email_hash
    where not exists (select from suppressions s where s.workspace_id = c.workspace_id and s.email_hash = c.email_hash
      and s.newsletter_id is null and s.lifted_at is null
      -- A wish that nobody lifts takes more away than a suppression by hand.
      and (s.reason in ('unsubscribed', 'complained') or g.reason in ('manual', 'bounced')))`);
  const path = "/settings/compliance/suppressions";
  await takePeople(context, { how: "suppress", people: hit?.people ?? 0, list: "goes", path });
}
