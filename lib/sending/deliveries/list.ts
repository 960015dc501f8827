import { and, asc, eq, gt, ilike, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns, deliveries } from "#db/schema/campaigns.ts";
import { notRestricted } from "#lib/audience/not-restricted.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { bounded, text } from "#lib/core/text.ts";
import type { DeliveryState } from "#lib/sending/campaigns/get.ts";

// A held delivery is queued in the table, so that a recipient who leaves meanwhile is taken out with the queue.
const shownState = sql<DeliveryState>`case when ${deliveries.heldAt} is not null and ${deliveries.state} = 'queued' then 'held'
  else ${deliveries.state} end`;

/**
 * Returns a campaign's deliveries, one per recipient, in the order of their contacts. `reply` is the server's
 * own words, shown as evidence; escape it. Ids of deliveries are not returned, because links in mails are
 * made of them.
 */
export const listDeliveries = query({
  name: "delivery.list",
  allow: orKey(workspaceViewer, "campaigns:read"),
  input: z.object({
    ...pageInput,
    campaignId: z.uuid(),
    state: z.enum(["queued", "sending", "sent", "failed", "unknown", "skipped", "held"]).optional(),
    reason: bounded(50).optional(),
    search: text({ max: 254 }).optional(),
  }),
  async run({ db, actor }, { campaignId, cursor, limit, state, reason, search }) {
    const [campaign] = await db
      .select({ id: campaigns.id })
      .from(campaigns)
      .where(and(owned(campaigns, actor), eq(campaigns.id, campaignId)));
    if (!campaign) throw notFound("campaign");

    const where: SQL[] = [owned(deliveries, actor), eq(deliveries.campaignId, campaignId)];
    if (cursor) where.push(gt(deliveries.contactId, cursor));
    // No program goes on with the data of a person who restricted them (GDPR 18).
    if (actor.kind === "apiKey") where.push(notRestricted(actor.workspaceId, deliveries.email));
    if (state) where.push(eq(shownState, state));
    if (reason) where.push(eq(deliveries.reason, reason));
    if (search) where.push(ilike(deliveries.email, `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`));
    const rows = await db
      .select({
        contactId: deliveries.contactId,
        email: deliveries.email,
        state: shownState,
        reason: deliveries.reason,
        attempts: deliveries.attempts,
        dueAt: deliveries.dueAt,
        reply: deliveries.reply,
        messageId: deliveries.messageId,
        sentAt: deliveries.sentAt,
        endedAt: deliveries.endedAt,
      })
      .from(deliveries)
      .where(and(...where))
      .orderBy(asc(deliveries.contactId))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.contactId ?? null) : null };
  },
});
