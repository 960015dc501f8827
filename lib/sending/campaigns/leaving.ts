import { and, count, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { leavingReasons } from "#db/schema/leaving-reasons.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";

/** The most people to count and to list; a report says "more than" beyond it. */
const mostCounted = 10_000;

/**
 * Returns who unsubscribed through a campaign's links, the newest first, and why, as those who said it chose. A person who
 * undid it within minutes did not leave.
 */
export const campaignLeaving = query({
  name: "campaign.leaving",
  allow: workspaceViewer,
  input: z.object({ campaignId: z.uuid() }),
  async run({ db, actor }, { campaignId }) {
    const theirs = and(owned(leavingReasons, actor), eq(leavingReasons.campaignId, campaignId));
    const reasons = await db
      .select({ reason: leavingReasons.reason, count: count() })
      .from(leavingReasons)
      .where(theirs)
      .groupBy(leavingReasons.reason)
      .orderBy(desc(count()), leavingReasons.reason)
      .limit(10);
    const words = await db
      .select({
        contactId: leavingReasons.contactId,
        words: leavingReasons.words,
        at: leavingReasons.createdAt,
      })
      .from(leavingReasons)
      .where(and(theirs, isNotNull(leavingReasons.words)))
      .orderBy(desc(leavingReasons.createdAt), leavingReasons.contactId)
      .limit(20);
    const left = and(
      owned(suppressions, actor),
      eq(suppressions.campaignId, campaignId),
      eq(suppressions.reason, "unsubscribed"),
      isNull(suppressions.liftedAt),
    );
    const [counted] = await db
      .select({ count: count() })
      .from(db.select({ id: suppressions.id }).from(suppressions).where(left).limit(mostCounted).as("left"));
    const people = await db
      .select({
        id: suppressions.id,
        email: suppressions.email,
        newsletter: newsletters.name,
        since: suppressions.since,
        createdAt: suppressions.createdAt,
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .where(left)
      .orderBy(desc(suppressions.id))
      .limit(20);
    return { unsubscribed: counted?.count ?? 0, people, reasons, words };
  },
});
