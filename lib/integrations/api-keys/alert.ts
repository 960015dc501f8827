import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { mailAboutUnusualUse } from "./key-mails.ts";

/**
 * Tells a workspace's owners, and who made the key, that its use is unusual: from a new network, or far more often than usual. At most
 * one mail a day for a key.
 * @throws AppError conflict for a second one, and for a key that works no more.
 */
export const alertKeyUse = command({
  name: "api_key.alert",
  allow: workspaceJob,
  input: z.object({
    keyId: z.uuid(),
    network: bounded(40).nullable(),
    ip: bounded(45).nullable(),
    place: bounded(200).nullable(),
    requests: z.int().nullable(),
    usual: z.int().nullable(),
  }),
  async run(context, { keyId, network, ip, place, requests, usual }) {
    const { tx, actor } = context;
    const [key] = await tx
      .update(apiKeys)
      .set({ alertedAt: sql`now()` })
      .where(
        and(
          owned(apiKeys, actor),
          eq(apiKeys.id, keyId),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
          or(isNull(apiKeys.alertedAt), lt(apiKeys.alertedAt, sql`now() - interval '1 day'`)),
        ),
      )
      .returning({ name: apiKeys.name, lastFour: apiKeys.lastFour, createdBy: apiKeys.createdBy });
    if (!key) throw await whyNot(tx, actor, keyId);
    if (network)
      await tx.execute(sql`update api_key_networks set told_at = now()
        where workspace_id = ${actor.workspaceId} and key_id = ${keyId} and network = ${network}`);
    await mailAboutUnusualUse(context, {
      workspaceId: actor.workspaceId,
      keyId,
      ...key,
      ip,
      place,
      requests,
      usual,
    });
    return {
      result: { id: keyId },
      audit: {
        target: keyId,
        detail: { name: key.name, ...(ip && { newNetwork: true }), ...(requests && { requests, usual }) },
      },
    };
  },
});

async function whyNot(tx: Transaction, actor: WorkspaceJob, keyId: string) {
  const [found] = await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(owned(apiKeys, actor), eq(apiKeys.id, keyId)));
  return found
    ? conflict("Its people were told within the last day, or it works no more.")
    : notFound("API key");
}
