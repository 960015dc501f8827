import { sql } from "drizzle-orm";
import { z } from "zod";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { overBounce } from "./by-hand.ts";
import { takeSuppressed } from "./take-suppressed.ts";

const most = 1000;

/**
 * Suppresses addresses by hand, from every newsletter or one. Takes pasted text: one address per
 * line, or separated by commas, semicolons or spaces. Invalid addresses are returned with their
 * line; the rest is suppressed at once, queued messages included.
 */
export const addSuppressions = command({
  name: "suppression.add",
  allow: orKey(workspaceMember, "suppressions:write"),
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace adds to its suppression list at most 120 times an hour. Add more addresses at once.",
  },
  input: z.object({
    emails: text({ max: 300_000, tooLong: "That is too much at once." }).min(
      1,
      "Enter at least one email address.",
    ),
    newsletterId: z.uuid().optional(),
    note: text({ max: 500 }).optional(),
  }),
  async run(context, { emails, newsletterId, note }) {
    const { tx, actor, vault } = context;
    const { addresses, refused } = readAddresses(emails);
    if (addresses.length > most) throw invalid({ emails: `Add at most ${most} addresses at a time.` });
    if (addresses.length === 0)
      throw invalid({ emails: refused[0]?.reason ?? "Enter at least one email address." });
    if (newsletterId) {
      const [newsletter] = await tx.execute(
        sql`select 1 from newsletters where id = ${newsletterId} and workspace_id = ${actor.workspaceId}`,
      );
      if (!newsletter) throw notFound("newsletter");
    }

    const rows = await Promise.all(
      addresses.map(async (email) => ({
        email,
        hash: (await vault.emailHash(actor.workspaceId, email)).toString("hex"),
      })),
    );
    await takeSuppressed(context, rows);
    const [counted] = await tx.execute<{ added: number; stopped: number }>(sql`
      with given as (
        select g.email, decode(g.hash, 'hex') as email_hash from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(email text, hash text)
      ), added as (
        insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, note, created_by)
        select new_id(), ${actor.workspaceId}, email_hash, email, ${newsletterId ?? null}::uuid, 'manual', 'manual', ${note || null},
          ${memberBehind(actor)}::uuid from given
        ${overBounce} returning 1
      ), stopped as (
        update deliveries d set state = 'skipped', reason = 'manual' from given
        where d.workspace_id = ${actor.workspaceId} and d.email_hash = given.email_hash and d.state = 'queued'
          and (${newsletterId ?? null}::uuid is null or exists (
            select from campaigns c
            where c.workspace_id = d.workspace_id and c.id = d.campaign_id and c.newsletter_id = ${newsletterId ?? null}::uuid))
        returning 1
      )
      select (select count(*)::int from added) as added, (select count(*)::int from stopped) as stopped`);
    const added = counted?.added ?? 0;

    return {
      result: { added, already: addresses.length - added, refused },
      audit: {
        target: newsletterId ?? null,
        detail: {
          added,
          already: addresses.length - added,
          refused: refused.length,
          queuedStopped: counted?.stopped ?? 0,
        },
      },
    };
  },
});

type Refused = { line: number; value: string; reason: string };

/** Reads no further than one address beyond `most`, because the caller refuses them all then. */
function readAddresses(text: string): { addresses: string[]; refused: Refused[] } {
  const addresses = new Set<string>();
  const refused: Refused[] = [];
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    for (const value of line.split(/[\s,;]+/).filter(Boolean)) {
      const parsed = parseAddress(value.replace(/^<(.*)>$/, "$1"));
      if (parsed.ok) addresses.add(parsed.address);
      else if (refused.length < most)
        refused.push({ line: index + 1, value: cutText(value, 254), reason: parsed.reason });
      if (addresses.size > most) return { addresses: [...addresses], refused };
    }
  }
  return { addresses: [...addresses], refused };
}
