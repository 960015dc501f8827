import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { users } from "#db/schema/users.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

const MOST_SHOWN = 100;
const columns = { id: emailAccounts.id, label: emailAccounts.label, fromAddress: emailAccounts.fromAddress };

/** Returns the mail accounts whose password a member typed. Those passwords should change when the member leaves. */
export const listMailAccountsOf = query({
  name: "member.mail_accounts",
  allow: workspaceAdmin,
  input: z.object({ userId: z.uuid() }),
  run: ({ db, actor }, { userId }) =>
    db
      .select(columns)
      .from(emailAccounts)
      .where(
        and(
          owned(emailAccounts, actor),
          eq(emailAccounts.connectedBy, userId),
          isNull(emailAccounts.disconnectedAt),
        ),
      )
      .orderBy(asc(emailAccounts.label), asc(emailAccounts.id))
      .limit(MOST_SHOWN),
});

/**
 * Returns the mail accounts whose password is known to a user who left the workspace. New settings take an account
 * off the list.
 */
export const listMailAccountsToRotate = query({
  name: "member.mail_accounts_to_rotate",
  allow: workspaceAdmin,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({ ...columns, knownBy: users.name })
      .from(emailAccounts)
      .leftJoin(users, eq(users.id, emailAccounts.connectedBy))
      .where(
        and(
          owned(emailAccounts, actor),
          isNotNull(emailAccounts.connectedBy),
          isNull(emailAccounts.disconnectedAt),
          sql`not exists (select from memberships m where m.workspace_id = ${emailAccounts.workspaceId}
            and m.user_id = ${emailAccounts.connectedBy})`,
        ),
      )
      .orderBy(asc(emailAccounts.label), asc(emailAccounts.id))
      .limit(MOST_SHOWN),
});
