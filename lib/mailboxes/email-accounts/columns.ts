import { sql } from "drizzle-orm";
import { emailAccountHealth, emailAccounts } from "#db/schema/email-accounts.ts";

/** What of an account a page may see. `health`: "ok", or "failing" with the reason in plain words and when it is tried again. */
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
  retryAt: emailAccountHealth.retryAt,
  /** Messages that wait to leave through it. */
  waiting: sql<number>`(select count(*)::int from deliveries d
    join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
    where c.workspace_id = ${emailAccounts.workspaceId} and c.email_account_id = ${emailAccounts.id} and c.finished_at is null and d.state = 'queued')`,
};
