import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { emailAccountHealth, emailAccounts } from "#db/schema/email-accounts.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { accountColumns } from "./columns.ts";

export const getEmailAccount = query({
  name: "email_account.get",
  allow: workspaceViewer,
  input: z.object({ accountId: z.uuid() }),
  async run({ db, actor }, { accountId }) {
    const [account] = await db
      .select(accountColumns)
      .from(emailAccounts)
      .leftJoin(
        emailAccountHealth,
        sameWorkspace(emailAccountHealth, emailAccounts, eq(emailAccountHealth.accountId, emailAccounts.id)),
      )
      .where(and(owned(emailAccounts, actor), eq(emailAccounts.id, accountId)));
    if (!account) throw notFound("account");
    return account;
  },
});
