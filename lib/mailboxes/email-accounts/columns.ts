import { sql } from "drizzle-orm";
import { emailAccountHealth, emailAccounts } from "#db/schema/email-accounts.ts";

/**
 * Columns of an account that a page may show. `health` is "ok", or "failing" with the reason in
 * plain words and the time of the next try.
 */
export const accountColumns = {
  id: emailAccounts.id,
  kind: emailAccounts.kind,
  label: emailAccounts.label,
  fromName: emailAccounts.fromName,
  fromAddress: emailAccounts.fromAddress,
  host: emailAccounts.host,
  port: emailAccounts.port,
  security: emailAccounts.security,
  username: emailAccounts.username,
  verifiedAt: emailAccounts.verifiedAt,
  disconnectedAt: emailAccounts.disconnectedAt,
  createdAt: emailAccounts.createdAt,
  health: sql<"ok" | "failing">`case when ${emailAccountHealth.failure} is null then 'ok' else 'failing' end`,
  failure: emailAccountHealth.failure,
  lastSentAt: emailAccountHealth.lastSentAt,
  lastFailedAt: emailAccountHealth.lastFailedAt,
  /** The next try: after a failure, or when its sending limit ends. */
  retryAt:
    sql<Date | null>`greatest(${emailAccountHealth.retryAt}, ${emailAccountHealth.limitedUntil})`.mapWith(
      emailAccountHealth.retryAt,
    ),
  /** Number of messages waiting to leave through it. */
  waiting: sql<number>`(select count(*)::int from deliveries d
    join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
    where c.workspace_id = ${emailAccounts.workspaceId} and c.email_account_id = ${emailAccounts.id} and c.finished_at is null and d.state = 'queued')`,
};
