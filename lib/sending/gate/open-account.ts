import { createPrivateKey } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { emailAccounts, sendingDomains } from "#db/schema/email-accounts.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import { conflict, notFound, unavailable } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { work } from "#lib/core/work.ts";
import { KeyServiceError, VaultError } from "#lib/crypto/vault-error.ts";
import type { DkimSigner } from "#lib/mail/message/dkim.ts";
import { connectionsTo } from "#lib/mailboxes/email-accounts/presets.ts";
import { type Door, openDoor } from "./door.ts";

export type OpenAccount = { door: Door; signer: DkimSigner | null };

/**
 * Opens the door of an account; only this function reads its sealed password and its domain's signing key.
 * Both are opened for the connections about to be made. Each opening is written to the audit log with its
 * purpose.
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
      if (!account.secret || !account.secretKeyId) throw new VaultError();
      const place = { kind: "mail account password", rowId: accountId, workspaceId } as const;
      const password = await vault.open(place, account.secret, account.secretKeyId, purpose);

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
      const server = { host, port, security, username, password };
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
