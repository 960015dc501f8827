import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { dropFile } from "./file.ts";

/**
 * Removes what an import brought: the contacts it added and the subscriptions it began. Keeps
 * contacts mailed since (proof of what was sent), contacts known from other sources, and every
 * suppression.
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
    await tx.execute(dropFile(importId));
    const detail = { contacts: countOf(contacts), subscriptions: countOf(subscriptions) };
    return { result: detail, audit: { target: importId, detail } };
  },
});

const countOf = (result: unknown): number => (result as { count: number }).count;
