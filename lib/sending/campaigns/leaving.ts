import { and, count, desc, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { leavingReasons } from "#db/schema/leaving-reasons.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns why readers of a campaign left, as those who said it chose: a count for each reason, and their newest own words. */
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
    return { reasons, words };
  },
});
