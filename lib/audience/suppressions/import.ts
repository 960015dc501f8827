import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { precedence, rankOf } from "./precedence.ts";
import { mostRows, readSuppressionFile } from "./read-file.ts";
import { takeSuppressed } from "./take-suppressed.ts";

const mostCharacters = 1_000_000;

/**
 * Suppresses the addresses of a CSV file, each for its reason and from its newsletter. A stronger reason outranks what is on
 * the list, and a weaker one changes nothing. The file that `suppression.export` writes comes back in as it was.
 */
export const importSuppressions = command({
  name: "suppression.import",
  allow: workspaceMember,
  input: z.object({
    file: bounded(mostCharacters, {
      missing: "Choose a CSV file.",
      tooLong: "That file is too long for here. Import it under Contacts.",
    }).min(1, "Choose a CSV file."),
  }),
  async run(context, { file }) {
    const { tx, actor, vault } = context;
    const { workspaceId, userId } = actor;
    if (!file.isWellFormed() || file.includes("\0")) throw invalid({ file: "That is no text file." });
    const read = readSuppressionFile(file);
    if (!read) throw invalid({ file: "The file has no column of email addresses." });
    if (read.tooMany)
      throw invalid({
        file: `At most ${mostRows.toLocaleString("en")} rows at a time. Import it under Contacts.`,
      });
    const lists = await tx.execute<{ id: string; name: string }>(
      sql`select id, name from newsletters where workspace_id = ${workspaceId} order by created_at desc limit 1000`,
    );
    const idOf = new Map(lists.map(({ id, name }) => [name.toLowerCase(), id]));
    const refused = [...read.refused];
    const best = new Map<string, { email: string; reason: string; newsletter: string | null }>();
    for (const { line, email, reason, newsletter } of read.rows) {
      const id = newsletter === null ? null : idOf.get(newsletter.toLowerCase());
      if (id === undefined) {
        refused.push({ line, value: email, reason: `There is no newsletter called “${newsletter}”.` });
        continue;
      }
      const key = `${email} ${id}`;
      const before = best.get(key);
      if (before && precedence.indexOf(before.reason as "manual") <= precedence.indexOf(reason)) continue;
      best.set(key, { email, reason, newsletter: id });
    }
    if (best.size === 0)
      throw invalid({
        file: refused[0] ? `Line ${refused[0].line}: ${refused[0].reason}` : "The file has no rows.",
      });

    const rows = await Promise.all(
      [...best.values()].map(async (row) => ({
        ...row,
        hash: (await vault.emailHash(workspaceId, row.email)).toString("hex"),
      })),
    );
    await takeSuppressed(context, rows);
    const [done] = await tx.execute<{ written: number; stopped: number }>(sql`
      with given as materialized (
        select g.email, g.reason, g.newsletter, decode(g.hash, 'hex') as email_hash
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(email text, reason text, newsletter uuid, hash text)
      ), written as (
        insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, created_by)
        select new_id(), ${workspaceId}, email_hash, email, newsletter, reason, 'import', ${userId}::uuid from given
        on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
        do update set reason = excluded.reason, source = excluded.source, since = null
          where ${rankOf("excluded.reason")} < ${rankOf("s.reason")}
        returning 1
      ), stopped as (
        update deliveries d set state = 'skipped', reason = given.reason from given
        where d.workspace_id = ${workspaceId} and d.email_hash = given.email_hash and d.state = 'queued'
          and (given.newsletter is null or exists (
            select from campaigns c
            where c.workspace_id = d.workspace_id and c.id = d.campaign_id and c.newsletter_id = given.newsletter))
        returning 1
      )
      select (select count(*)::int from written) as written, (select count(*)::int from stopped) as stopped`);
    const added = done?.written ?? 0;
    return {
      result: { added, already: best.size - added, refused },
      audit: {
        target: null,
        detail: {
          added,
          already: best.size - added,
          refused: refused.length,
          queuedStopped: done?.stopped ?? 0,
        },
      },
    };
  },
});
