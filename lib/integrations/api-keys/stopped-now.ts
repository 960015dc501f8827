import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { campaigns } from "#db/schema/campaigns.ts";
import { webhooks } from "#db/schema/webhooks.ts";
import type { Recorded } from "#lib/core/audit-entry.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { heldReasons } from "#lib/integrations/webhooks/held.ts";

export type Stopped = {
  /** Hosts of webhooks that are held, because who made them or set their address went. */
  webhooksHeld: string[];
  /** How many campaigns of a revoked key are paused. */
  campaignsPaused: number;
  /** An entry for each, beside that of the command which ended its maker's right. */
  also: Recorded[];
  /** Says it as a paragraph of a mail; null without any. */
  words: string | null;
};

/**
 * Returns what the database stopped in this transaction with a membership, a role or a key. The workspace is entered before. Rows of
 * this transaction are known by their time, which is that of its beginning.
 */
export async function stoppedNow(tx: Transaction, actor: { workspaceId: string }): Promise<Stopped> {
  const { workspaceId } = actor;
  const held = await tx
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
  const paused = await tx
    .select({ id: campaigns.id, reason: campaigns.pauseReason })
    .from(campaigns)
    .where(
      and(owned(campaigns, actor), eq(campaigns.pausedAt, sql`now()`), isNotNull(campaigns.sendProgramId)),
    )
    .orderBy(campaigns.id)
    .limit(1000);
  const hosts = held.map(({ url }) => new URL(url).host);
  return {
    webhooksHeld: hosts,
    campaignsPaused: paused.length,
    also: [
      ...held.map(({ id, url, reason }) =>
        done("webhook.stop", { target: id, workspaceId, detail: { host: new URL(url).host, reason } }),
      ),
      ...paused.map(({ id, reason }) =>
        done("campaign.halt", { target: id, workspaceId, detail: { reason } }),
      ),
    ],
    words: wordsOf(hosts, paused.length),
  };
}

const done = (action: string, entry: Recorded["entry"]): Recorded => ({ action, result: "done", entry });

function wordsOf(hosts: string[], paused: number): string | null {
  const parts = [
    hosts.length > 0 && `Webhooks that stand still until an admin has looked at them: ${hosts.join(", ")}.`,
    paused > 0 && `Campaigns paused on their way, because the key had sent them: ${paused}.`,
  ];
  return parts.filter(Boolean).join(" ") || null;
}
