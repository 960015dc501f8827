import { sql } from "drizzle-orm";
import { z } from "zod";
import { overBounce } from "#lib/audience/suppressions/by-hand.ts";
import { text } from "#lib/core/text.ts";
import { asSet, type BatchContext, type Outcomes } from "../outcomes.ts";

const stored = z.object({ note: text({ max: 500 }).default("") });

/** Suppresses a batch of contacts from every newsletter, queued messages included. A reason that stands already stays. */
export async function suppressBatch({
  tx,
  actor,
  userId,
  input,
  contactIds,
}: BatchContext): Promise<Outcomes> {
  const { workspaceId } = actor;
  const { note } = stored.parse(input);
  return [
    ...(await tx.execute<Outcomes[number]>(sql`
      with chosen as materialized (
        select i.id, c.email, c.email_hash from ${asSet(contactIds)} i
        left join contacts c on c.workspace_id = ${workspaceId} and c.id = i.id
      ), added as (
        insert into suppressions as s (id, workspace_id, email_hash, email, reason, source, note, created_by)
        select new_id(), ${workspaceId}, email_hash, email, 'manual', 'manual', ${note || null}, ${userId}::uuid
        from chosen where email_hash is not null
        ${overBounce} returning s.email_hash
      ), stopped as (
        update deliveries d set state = 'skipped', reason = 'manual' from chosen
        where d.workspace_id = ${workspaceId} and d.email_hash = chosen.email_hash and d.state = 'queued'
      )
      select id, case when email_hash is null then 'gone'
        when email_hash in (select email_hash from added) then 'changed' else 'same' end as outcome from chosen`)),
  ];
}
