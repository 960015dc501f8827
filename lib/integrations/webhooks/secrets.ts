import { randomBytes } from "node:crypto";
import { and, desc, eq, or, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import type { Vault } from "#lib/core/vault/vault.ts";

type Writing = { tx: Transaction; vault: Vault; actor: { workspaceId: string } };

/** Makes a secret for a webhook, stores it sealed, and returns it to be shown this once. */
export async function makeSecret({ tx, vault, actor }: Writing, webhookId: string): Promise<string> {
  const { workspaceId } = actor;
  const id = uuidv7();
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const { blob, keyId } = await vault.seal({ kind: "webhook secret", rowId: id, workspaceId }, secret);
  await tx.insert(webhookSecrets).values({ workspaceId, id, webhookId, secret: blob, secretKeyId: keyId });
  return secret;
}

/** Opens the secrets that sign now, the newest first: one, or two during a rotation. */
export async function openSecrets({ tx, vault, actor }: Writing, webhookId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: webhookSecrets.id, secret: webhookSecrets.secret, keyId: webhookSecrets.secretKeyId })
    .from(webhookSecrets)
    .where(
      and(
        owned(webhookSecrets, actor),
        eq(webhookSecrets.webhookId, webhookId),
        or(sql`${webhookSecrets.endsAt} is null`, sql`${webhookSecrets.endsAt} > now()`),
      ),
    )
    .orderBy(desc(webhookSecrets.createdAt), desc(webhookSecrets.id));
  const opened: string[] = [];
  for (const { id, secret, keyId } of rows) {
    const known = kept.get(id);
    if (known && known.until > Date.now()) opened.push(known.secret);
    else {
      const place = { kind: "webhook secret", rowId: id, workspaceId: actor.workspaceId } as const;
      opened.push(keep(id, await vault.open(place, secret, keyId, "sign")));
    }
  }
  return opened;
}

/**
 * Secrets that this process opened lately. A busy webhook is sent to every two seconds, and each opening is an entry of the audit log.
 * The rows decide what signs, so that a deleted secret here signs nothing.
 */
const kept = new Map<string, { secret: string; until: number }>();
const keptMs = 15 * 60_000;
const mostKept = 1000;

function keep(id: string, secret: string): string {
  kept.delete(id);
  kept.set(id, { secret, until: Date.now() + keptMs });
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return secret;
}
