import { createPrivateKey } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { emailAccounts, sendingDomains } from "#db/schema/email-accounts.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import { conflict, notFound, unavailable } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import type { Vault } from "#lib/core/vault/vault.ts";
import { work } from "#lib/core/work.ts";
import { KeyServiceError, VaultError } from "#lib/crypto/vault-error.ts";
import type { DkimSigner } from "#lib/mail/message/dkim.ts";
import { smtpError } from "#lib/mail/smtp/connection.ts";
import { passwordLost } from "#lib/mail/smtp/outcome.ts";
import { connectionsTo } from "#lib/mailboxes/email-accounts/presets.ts";
import { type Door, openDoor } from "./door.ts";

export type OpenAccount = { door: Door; signer: DkimSigner | null };

/**
 * Opens the door of an account; only this file reads its sealed password and its domain's signing key. The
 * password is opened for each connection, the first one now, and dropped after. Each opening is written to
 * the audit log with its purpose.
 * @throws AppError notFound when the account is missing or disconnected, conflict when its password no longer
 *   opens, unavailable when the key service fails.
 */
export async function openAccount(
  actor: Member | WorkspaceJob,
  of: { accountId: string; purpose: "send" | "test"; connections?: number },
): Promise<OpenAccount> {
  const { accountId, purpose, connections } = of;
  try {
    return await work(actor, async ({ tx, vault }) => {
      const { workspaceId } = actor;
      const [account] = await tx
        .select({
          id: emailAccounts.id,
          host: emailAccounts.host,
          port: emailAccounts.port,
          security: emailAccounts.security,
          username: emailAccounts.username,
          fromAddress: emailAccounts.fromAddress,
          secret: emailAccounts.secret,
          secretKeyId: emailAccounts.secretKeyId,
        })
        .from(emailAccounts)
        .where(
          and(
            owned(emailAccounts, actor),
            eq(emailAccounts.id, accountId),
            isNull(emailAccounts.disconnectedAt),
          ),
        );
      if (!account) throw notFound("account");
      const password = await openSecret(vault, workspaceId, account, purpose);

      const domain = account.fromAddress.slice(account.fromAddress.lastIndexOf("@") + 1);
      const [key] = await tx
        .select({
          id: sendingDomains.id,
          selector: sendingDomains.selector,
          privateKey: sendingDomains.privateKey,
          keyId: sendingDomains.privateKeyKeyId,
          verifiedAt: sendingDomains.verifiedAt,
        })
        .from(sendingDomains)
        .where(and(owned(sendingDomains, actor), eq(sendingDomains.domain, domain)));
      const signer = key?.verifiedAt
        ? {
            domain,
            selector: key.selector,
            privateKey: createPrivateKey(
              await vault.open(
                { kind: "signing key", rowId: key.id, workspaceId },
                key.privateKey,
                key.keyId,
                "sign",
              ),
            ),
          }
        : null;

      const { host, port, security, username } = account;
      const server = {
        host,
        port,
        security,
        username,
        password: onceThen(password, () => openPassword(actor, accountId, purpose)),
      };
      return { door: openDoor(server, { connections: connections ?? connectionsTo(host) }), signer };
    });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (error instanceof KeyServiceError)
      throw unavailable(
        "The key service does not answer as it should. Nothing was sent. Try again in a minute.",
        60,
      );
    throw conflict("The saved password of this account can no longer be read. Connect the account again.");
  }
}

type Sealed = { id: string; secret: Buffer | null; secretKeyId: string | null };

function openSecret(vault: Vault, workspaceId: string, sealed: Sealed, purpose: "send" | "test") {
  const { id, secret, secretKeyId } = sealed;
  if (!secret || !secretKeyId) throw new VaultError();
  return vault.open(
    { kind: "mail account password", rowId: id, workspaceId } as const,
    secret,
    secretKeyId,
    purpose,
  );
}

/** Milliseconds that the first password waits for its connection. */
const firstWaits = 10_000;

/** Returns `first` to the first caller, unless they come late, and `again()` to every other. Either way it is kept no longer. */
function onceThen(first: string, again: () => Promise<string>): () => Promise<string> {
  let waiting: string | null = first;
  setTimeout(() => {
    waiting = null;
  }, firstWaits).unref();
  return async () => {
    const password = waiting ?? (await again());
    waiting = null;
    return password;
  };
}

/**
 * Opens the password for one more connection of a run, as it is saved by now. An account that was disconnected meanwhile gets
 * no further connection.
 * @throws SmtpError when it no longer opens; AppError unavailable when the database does not answer.
 */
async function openPassword(actor: Member | WorkspaceJob, accountId: string, purpose: "send" | "test") {
  try {
    return await work(actor, async ({ tx, vault }) => {
      const [sealed] = await tx
        .select({
          id: emailAccounts.id,
          secret: emailAccounts.secret,
          secretKeyId: emailAccounts.secretKeyId,
        })
        .from(emailAccounts)
        .where(
          and(
            owned(emailAccounts, actor),
            eq(emailAccounts.id, accountId),
            isNull(emailAccounts.disconnectedAt),
          ),
        );
      if (!sealed) throw new VaultError();
      return openSecret(vault, actor.workspaceId, sealed, purpose);
    });
  } catch (error) {
    if (!(error instanceof VaultError) || error instanceof KeyServiceError) throw error;
    throw smtpError(passwordLost, "EPASSWORD");
  }
}
