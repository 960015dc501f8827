import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/**
 * Deletes an account's password for good. Its row stays, because sent campaigns name it; campaigns
 * under way are paused, not lost.
 */
export const disconnectEmailAccount = command({
  name: "email_account.disconnect",
  allow: workspaceAdmin,
  fresh: true,
  input: z.object({ accountId: z.uuid() }),
  async run({ tx, actor }, { accountId }) {
    const [account] = await tx
      .update(emailAccounts)
      .set({ disconnectedAt: sql`now()`, secret: null, secretKeyId: null })
      .where(
        and(
          owned(emailAccounts, actor),
          eq(emailAccounts.id, accountId),
          isNull(emailAccounts.disconnectedAt),
        ),
      )
      .returning({ id: emailAccounts.id, label: emailAccounts.label, username: emailAccounts.username });
    if (!account) throw notFound("account");

    const paused = await tx
      .update(campaigns)
      .set({
        pausedAt: sql`coalesce(paused_at, now())`,
        pauseReason: `The account “${account.label}” was disconnected. Choose another one, then resume.`,
      })
      .where(
        and(
          owned(campaigns, actor),
          eq(campaigns.emailAccountId, accountId),
          sql`send_requested_at is not null and finished_at is null`,
        ),
      )
      .returning({ id: campaigns.id });
    return {
      result: { ...account, pausedCampaigns: paused.length },
      audit: { target: accountId, detail: { label: account.label, pausedCampaigns: paused.length } },
    };
  },
});
