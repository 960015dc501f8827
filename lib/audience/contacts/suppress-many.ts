import { sql } from "drizzle-orm";
import { z } from "zod";
import { overBounce } from "#lib/audience/suppressions/by-hand.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { contactIds } from "./selected.ts";

/** Suppresses the addresses of the chosen contacts from every newsletter, queued messages included. */
export const suppressContacts = command({
  name: "contact.suppress_many",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 300,
    windowSeconds: 3600,
    words: "A workspace does this at most 300 times an hour. Select more contacts at once.",
  },
  input: z.object({ contactIds, note: text({ max: 500 }).optional() }),
  async run(context, { contactIds, note }) {
    const { tx, actor } = context;
    const { workspaceId, userId } = actor;
    const ids = sql.join(
      contactIds.map((id) => sql`${id}::uuid`),
      sql`, `,
    );
    const [row] = await tx.execute<{ found: number; added: number; stopped: number }>(sql`
      with chosen as (
        select email, email_hash from contacts where workspace_id = ${workspaceId} and id in (${ids})
      ), added as (
        insert into suppressions as s (id, workspace_id, email_hash, email, reason, source, note, created_by)
        select new_id(), ${workspaceId}, email_hash, email, 'manual', 'manual', ${note || null}, ${userId}::uuid from chosen
        ${overBounce} returning 1
      ), stopped as (
        update deliveries d set state = 'skipped', reason = 'manual' from chosen
        where d.workspace_id = ${workspaceId} and d.email_hash = chosen.email_hash and d.state = 'queued' returning 1
      )
      select (select count(*)::int from chosen) as found, (select count(*)::int from added) as added,
        (select count(*)::int from stopped) as stopped`);
    if (!row || row.found === 0) throw notFound("contacts");
    const path = "/settings/compliance/suppressions";
    await takePeople(context, { how: "suppress", people: row.added, list: "refused", path });
    const already = row.found - row.added;
    return {
      result: { added: row.added, already },
      audit: { target: null, detail: { added: row.added, already, queuedStopped: row.stopped } },
    };
  },
});
