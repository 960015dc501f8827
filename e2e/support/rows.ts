import { ownerSql } from "#testing/factories.ts";

/**
 * Everything an unsubscribe may change, as one fingerprint per table: equal before and after means that nothing was written. A worker's
 * word that it is still at a message (`lease_until`) does not count.
 */
export async function fingerprints(workspaceId: string): Promise<Record<string, string>> {
  const sql = ownerSql();
  const tables = ["suppressions", "consents", "subscriptions", "deliveries", "contacts", "audit_events"];
  const found = await Promise.all(
    tables.map(async (table) => {
      const [row] =
        await sql`select count(*) || ' ' || coalesce(md5(string_agg(line, '|' order by line)), '') as print
        from (select (to_jsonb(t) - 'lease_until')::text as line from ${sql(table)} t where workspace_id = ${workspaceId}) rows`;
      return [table, String(row?.print)] as const;
    }),
  );
  return Object.fromEntries(found);
}
