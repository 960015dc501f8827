import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { dropFile } from "./file.ts";

/**
 * Removes what an import brought: the contacts it added and the subscriptions it began, and lifts the suppressions it made.
 * Keeps contacts mailed since (proof of what was sent), contacts known from other sources, and every suppression that another
 * import or the person themselves asked for too.
 */
export const rollBackImport = command({
  name: "import.roll_back",
  allow: workspaceMember,
  input: z.object({ importId: z.uuid() }),
  async run({ tx, actor }, { importId }) {
    const { workspaceId } = actor;
    const [ended] = await tx.execute(sql`
      update imports set state = 'rolled_back', finished_at = now(), moved_at = now()
      where id = ${importId} and workspace_id = ${workspaceId} and state in ('finished', 'failed', 'cancelled') returning 1`);
    if (!ended) throw notFound("finished import");

    await tx.execute(sql`select count_audience_anew(${workspaceId}, ${importId})`);
    const subscriptions = await tx.execute(sql`
      delete from subscriptions s where s.import_id = ${importId} and s.workspace_id = ${workspaceId}
        and not exists (select from deliveries d
          where d.workspace_id = s.workspace_id and d.contact_id = s.contact_id)`);
    const contacts = await tx.execute(sql`
      delete from contacts c where c.import_id = ${importId} and c.workspace_id = ${workspaceId}
        and not exists (select from deliveries d where d.workspace_id = c.workspace_id and d.contact_id = c.id)
        and not exists (select from subscriptions s
          where s.workspace_id = c.workspace_id and s.contact_id = c.id)`);
    const suppressions = await liftSuppressions(tx, workspaceId, importId, actor.userId);
    await tx.execute(dropFile(importId));
    const detail = { contacts: countOf(contacts), subscriptions: countOf(subscriptions), suppressions };
    return { result: detail, audit: { target: importId, detail } };
  },
});

/** A suppression that a later import found in its own file becomes that one's, so that it stays. */
async function liftSuppressions(tx: Transaction, workspaceId: string, importId: string, userId: string) {
  await tx.execute(sql`
    update suppressions s set import_id = other.import_id
    from (
      select distinct on (r.value) r.value as email, r.import_id from import_refusals r
      join imports i on i.workspace_id = r.workspace_id and i.id = r.import_id
      where r.workspace_id = ${workspaceId} and r.reason = 'suppressed_before' and r.import_id <> ${importId} and i.state <> 'rolled_back'
      order by r.value, r.import_id
    ) other
    where s.workspace_id = ${workspaceId} and s.import_id = ${importId} and s.lifted_at is null and s.email = other.email`);
  const lifted = await tx.execute(sql`
    update suppressions set lifted_at = now(), lifted_by = ${userId}, lifted_note = 'The import that made it was rolled back.'
    where workspace_id = ${workspaceId} and import_id = ${importId} and source = 'import' and lifted_at is null`);
  return countOf(lifted);
}

const countOf = (result: unknown): number => (result as { count: number }).count;
