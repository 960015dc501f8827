import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { emailAccountHealth, emailAccounts } from "#db/schema/email-accounts.ts";
import { type Actor, isFresh, type Member } from "#lib/core/actor.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { type Call, command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound, reauthenticate } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import type { SmtpSettings } from "./settings.ts";
import { isTested, type TestedSettings, testAccount } from "./test-account.ts";

/**
 * Tests the settings against the live server, then saves them sealed. With `accountId` it replaces
 * the settings of an existing account, such as after a changed password.
 * @throws AppError invalid with the reason beside its field.
 */
export async function connectEmailAccount(
  actor: Actor,
  input: { accountId?: string } & { [K in keyof SmtpSettings]: unknown },
  call?: Call,
) {
  // Ask before contacting the server, because a user asked for proof afterwards would have typed
  // the password for nothing.
  if (workspaceAdmin.admits(actor) && !isFresh(actor)) throw reauthenticate();
  const { accountId, ...settings } = input;
  return saveEmailAccount(actor, { accountId, settings: await testAccount(actor, settings) }, call);
}

/** Saves settings that a server has just accepted. */
export const saveEmailAccount = command({
  name: "email_account.connect",
  allow: workspaceAdmin,
  fresh: true,
  once: true,
  input: z.object({
    accountId: z.uuid().optional(),
    settings: z.custom<TestedSettings>(isTested, "Test the account first."),
  }),
  async run({ tx, actor, vault }, { accountId, settings }) {
    const { workspaceId } = actor;
    const id = accountId ?? uuidv7();
    const { password, ...rest } = settings;
    const place = { kind: "mail account password", rowId: id, workspaceId } as const;
    const { blob, keyId } = await vault.seal(place, password);
    const values = {
      ...rest,
      secret: blob,
      secretKeyId: keyId,
      connectedBy: actor.userId,
      verifiedAt: sql`now()`,
      disconnectedAt: null,
    };

    const before = accountId ? await settingsOf(tx, actor, accountId) : null;
    if (before) {
      await tx
        .update(emailAccounts)
        .set(values)
        .where(and(owned(emailAccounts, actor), eq(emailAccounts.id, id)));
    } else {
      await tx.insert(emailAccounts).values({ id, workspaceId, kind: "smtp", ...values });
    }
    // Resets the failures, because they happened with other settings.
    const healthy = { failure: null, consecutiveFailures: 0, retryAt: null };
    await tx
      .insert(emailAccountHealth)
      .values({ accountId: id, workspaceId, ...healthy })
      .onConflictDoUpdate({
        target: [emailAccountHealth.workspaceId, emailAccountHealth.accountId],
        set: healthy,
      });

    const { label, fromAddress, host, port, username } = settings;
    return {
      result: { id, label, fromAddress, signedIn: username !== "" },
      audit: {
        target: id,
        detail: { label, fromAddress, host, port, again: before !== null },
        ...(before && { changed: changesBetween(before, settings, recorded) }),
      },
    };
  },
});

// The user name is often a personal address, and the password is secret.
const recorded = ["label", "fromName", "fromAddress", "host", "port", "security"] as const;

async function settingsOf(tx: Transaction, actor: Member, accountId: string) {
  const [account] = await tx
    .select({
      label: emailAccounts.label,
      fromName: emailAccounts.fromName,
      fromAddress: emailAccounts.fromAddress,
      host: emailAccounts.host,
      port: emailAccounts.port,
      security: emailAccounts.security,
    })
    .from(emailAccounts)
    .where(and(owned(emailAccounts, actor), eq(emailAccounts.id, accountId)))
    .for("update");
  if (!account) throw notFound("account");
  return account;
}
