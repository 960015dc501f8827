import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { emailAccountHealth, emailAccounts } from "#db/schema/email-accounts.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { accountColumns } from "./columns.ts";

/** Returns the connected accounts with their servers' health, newest first, and never a secret. */
export const listEmailAccounts = query({
  name: "email_account.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select(accountColumns)
      .from(emailAccounts)
      .leftJoin(
        emailAccountHealth,
        sameWorkspace(emailAccountHealth, emailAccounts, eq(emailAccountHealth.accountId, emailAccounts.id)),
      )
      .where(
        and(
          owned(emailAccounts, actor),
          isNull(emailAccounts.disconnectedAt),
          cursor ? lt(emailAccounts.id, cursor) : sql`true`,
        ),
      )
      .orderBy(desc(emailAccounts.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
