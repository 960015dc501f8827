import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** What the check-up reads of one user across their workspaces. Counts, never a secret. */
export type SecurityFacts = {
  userId: string;
  twoFactorSince: Date | null;
  passkeys: number;
  /** Not used for 90 days. */
  unusedPasskeys: number;
  codes: number;
  codesLeft: number;
  hasPassword: boolean;
  passwordChangedAt: Date | null;
  passwordWeak: boolean;
  sessions: number;
  /** Not used for 14 days. */
  idleSessions: number;
  /** In another country than the one where the user was last seen. */
  farSessions: number;
  /** Email accounts in the workspaces that the user runs, and those that sent nothing for 90 days. */
  mailboxes: number;
  unusedMailboxes: number;
  /** Working API keys of those workspaces, and those that nothing uses. */
  apiKeys: number;
  unusedApiKeys: number;
  /** Other people in those workspaces, and those without a second factor. */
  teammates: number;
  uncoveredTeammates: number;
};

type Row = Omit<
  SecurityFacts,
  "twoFactorSince" | "passwordChangedAt" | "unusedPasskeys" | "apiKeys" | "unusedApiKeys"
> & {
  twoFactorSince: string | null;
  passwordChangedAt: string | null;
};

/** Returns the facts of these users, in no order. Leaves out unknown ids. */
export async function securityFacts(
  db: Pick<Transaction, "execute">,
  userIds: string[],
): Promise<SecurityFacts[]> {
  const rows = await db.execute<Row>(sql`
    select user_id as "userId", two_factor_since as "twoFactorSince", passkeys, codes, codes_left as "codesLeft",
      has_password as "hasPassword", password_changed_at as "passwordChangedAt", password_weak as "passwordWeak", sessions,
      idle_sessions as "idleSessions", far_sessions as "farSessions", mailboxes, unused_mailboxes as "unusedMailboxes", teammates,
      uncovered_teammates as "uncoveredTeammates"
    from security_facts(array(select jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb)::uuid))`);
  const unused = await db.execute<{ userId: string; count: number }>(sql`
    select user_id as "userId", count(*)::int as count from passkeys
    where user_id = any (array(select jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb)::uuid))
      and coalesce(last_used_at, created_at) < now() - interval '90 days' group by user_id`);
  const keys = await db.execute<{ userId: string; keys: number; unused: number }>(sql`
    select user_id as "userId", keys, unused
    from api_key_facts(array(select jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb)::uuid))`);
  const keysOf = new Map(keys.map((row) => [row.userId, row]));
  const unusedOf = new Map(unused.map(({ userId, count }) => [userId, count]));
  return rows.map((row) => ({
    ...row,
    apiKeys: keysOf.get(row.userId)?.keys ?? 0,
    unusedApiKeys: keysOf.get(row.userId)?.unused ?? 0,
    unusedPasskeys: unusedOf.get(row.userId) ?? 0,
    twoFactorSince: toDate(row.twoFactorSince),
    passwordChangedAt: toDate(row.passwordChangedAt),
  }));
}

const toDate = (value: string | null) => (value === null ? null : new Date(value));
