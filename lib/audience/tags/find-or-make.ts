import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";

/** The most tags of a workspace: a list to choose from, and not a second address book. */
export const mostTagsOfWorkspace = 500;

/** Returns the ids of tags by name, made where they are new. Case makes no other tag. */
export async function findOrMakeTags(
  tx: Transaction,
  workspaceId: string,
  names: string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const given = JSON.stringify(names);
  await tx.execute(sql`
    insert into tags (workspace_id, id, name) select ${workspaceId}, new_id(), n.name from jsonb_array_elements_text(${given}::jsonb) n(name)
    on conflict (workspace_id, lower(name)) do nothing`);
  const rows = await tx.execute<{ id: string }>(sql`
    select id from tags where workspace_id = ${workspaceId}
      and lower(name) in (select lower(n.name) from jsonb_array_elements_text(${given}::jsonb) n(name))`);
  const [size] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from tags where workspace_id = ${workspaceId}`,
  );
  if ((size?.n ?? 0) > mostTagsOfWorkspace)
    throw invalid({ tags: `A workspace has at most ${mostTagsOfWorkspace} tags. Delete some first.` });
  return rows.map(({ id }) => id);
}
