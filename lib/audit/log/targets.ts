import { sql } from "drizzle-orm";
import type { Noun } from "#lib/core/audit/words.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

export type Target = { noun: Noun; id: string };

/**
 * Returns the current names of targets, by noun and id; deleted ones and those of other workspaces
 * are missing. Runs one statement, however many kinds a page of entries names. Names things only,
 * never people.
 */
export async function namesOfTargets(
  db: Transaction,
  workspaceId: string,
  targets: readonly Target[],
): Promise<Map<string, string>> {
  if (targets.length === 0) return new Map();
  const rows = await db.execute<{ noun: string; id: string; name: string | null }>(sql`
    with sought as (select * from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as s(noun text, id uuid))
    select s.noun, s.id, t.label as name from sought s join email_accounts t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'emailAccount'
    union all select s.noun, s.id, t.domain from sought s join sending_domains t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'sendingDomain'
    union all select s.noun, s.id, t.name from sought s join newsletters t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'newsletter'
    union all select s.noun, s.id, t.name from sought s join campaigns t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'campaign'
    union all select s.noun, s.id, t.email from sought s join contacts t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'contact'
    union all select s.noun, s.id, t.file_name from sought s join imports t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'import'
    union all select s.noun, s.id, t.email from sought s join suppressions t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'suppression'
    union all select s.noun, s.id, t.email from sought s join subject_requests t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'subjectRequest'
    union all select s.noun, s.id, t.email from sought s join invitations t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'invitation'
    union all select s.noun, s.id, t.name from sought s join api_keys t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'apiKey'
    union all select s.noun, s.id, t.description from sought s join webhooks t on t.id = s.id and t.workspace_id = ${workspaceId}
      where s.noun = 'webhook'
    union all select s.noun, s.id, t.name from sought s join workspaces t on t.id = s.id where s.noun = 'workspace'
    limit 1000`);
  return new Map(rows.map(({ noun, id, name }) => [targetKey({ noun: noun as Noun, id }), name ?? ""]));
}

export const targetKey = ({ noun, id }: Target) => `${noun} ${id}`;
