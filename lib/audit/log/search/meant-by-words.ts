import { sql } from "drizzle-orm";
import type { AuditAction } from "#lib/audit/log/vocabulary.ts";
import type { InWorkspace } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { Meant } from "./plan.ts";

// More than a reader looks for by hand. Together they stay below the probes that an index answers at once.
const MOST_EACH = 20;
const FEWEST_LETTERS = 2;

const reference = /^[\w-]{8,64}$/;

/**
 * Returns what typed words stand for, by what the workspace knows today: members and those who left, by a part of the
 * name or address; things by a part of their name; contacts, suppressed and invited addresses by their beginning,
 * because an index finds that. Entries are then found by these ids, so that the log needs no readable address and an
 * erased person is not found.
 */
export async function meantByWords(
  db: Transaction,
  { workspaceId }: InWorkspace,
  { text, actions }: { text: string; actions: AuditAction[] },
): Promise<Meant> {
  const events = { actions, ...(reference.test(text) && { reference: text }) };
  if (text.length < FEWEST_LETTERS) return { people: [], targets: [], ...events };
  const escaped = text.replace(/[\\%_]/g, "\\$&");
  const [part, start] = [`%${escaped}%`, `${escaped.toLowerCase()}%`];
  const named = (table: string, column: string) => sql`
    union all (select 'target', t.id from ${sql.identifier(table)} t
      where t.workspace_id = ${workspaceId} and t.${sql.identifier(column)} ilike ${part} order by t.id desc limit ${MOST_EACH})`;
  const addressed = (table: string) => sql`
    union all (select 'target', t.id from ${sql.identifier(table)} t
      where t.workspace_id = ${workspaceId} and t.email like ${start} order by t.email limit ${MOST_EACH})`;
  const rows = await db.execute<{ kind: "person" | "target"; id: string }>(sql`
    (select 'person' as kind, u.id from memberships m join users u on u.id = m.user_id
      where m.workspace_id = ${workspaceId} and (u.name ilike ${part} or u.email ilike ${part}) order by u.id limit ${MOST_EACH})
    union all (select 'person', u.id from (
        select distinct e.target from audit_events e
        where e.chain_id = ${workspaceId} and e.action in ('member.remove', 'member.leave') and e.result = 'done' limit 500
      ) g join users u on u.id = g.target::uuid
      where u.name ilike ${part} or u.email ilike ${part} limit ${MOST_EACH})
    ${named("newsletters", "name")} ${named("campaigns", "name")} ${named("email_accounts", "label")}
    ${named("sending_domains", "domain")} ${named("imports", "file_name")} ${named("invitations", "email")}
    ${addressed("contacts")} ${addressed("suppressions")}`);
  const of = (kind: string) => [...new Set(rows.filter((row) => row.kind === kind).map(({ id }) => id))];
  return { people: of("person"), targets: of("target"), ...events };
}
