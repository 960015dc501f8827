import { and, eq, inArray, sql } from "drizzle-orm";
import { webhooks } from "#db/schema/webhooks.ts";
import type { Recorded } from "#lib/core/audit-entry.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { heldReasons } from "./held.ts";

export type HeldWebhook = { id: string; host: string; reason: string };

/**
 * Returns the webhooks that the database held in this transaction, because who made them or set their address went. The workspace is
 * entered before.
 */
export async function webhooksHeldNow(
  tx: Transaction,
  actor: { workspaceId: string },
): Promise<HeldWebhook[]> {
  const rows = await tx
    .select({ id: webhooks.id, url: webhooks.url, reason: webhooks.disabledReason })
    .from(webhooks)
    .where(
      and(
        owned(webhooks, actor),
        eq(webhooks.disabledAt, sql`now()`),
        inArray(webhooks.disabledReason, [...heldReasons]),
      ),
    )
    .orderBy(webhooks.id);
  return rows.map(({ id, url, reason }) => ({ id, host: new URL(url).host, reason: reason ?? "" }));
}

/** Returns an entry for each, beside that of the command which ended its maker's right. */
export const heldEntries = (held: readonly HeldWebhook[], workspaceId: string): Recorded[] =>
  held.map(({ id, host, reason }) => ({
    action: "webhook.stop",
    result: "done",
    entry: { target: id, workspaceId, detail: { host, reason } },
  }));

/** Says which webhooks wait, as a paragraph of a mail; null without any. */
export const heldWords = (held: readonly { host: string }[]): string | null =>
  held.length > 0
    ? `Webhooks that stand still until an admin has looked at them: ${held.map(({ host }) => host).join(", ")}.`
    : null;
