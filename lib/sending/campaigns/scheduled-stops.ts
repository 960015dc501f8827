import { and, asc, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { checkLines } from "./check-lines.ts";
import { readFacts } from "./facts.ts";

/** As many as a dashboard shows. */
const most = 3;

/**
 * Returns what would keep each of the next scheduled campaigns from starting as they stand. Recipients are not counted, because a list
 * of a million people would be read for it.
 */
export const scheduledStops = query({
  name: "campaign.scheduled_stops",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const next = await db
      .select({ id: campaigns.id })
      .from(campaigns)
      .where(
        and(
          owned(campaigns, actor),
          isNotNull(campaigns.scheduledFor),
          isNull(campaigns.sendRequestedAt),
          isNull(campaigns.heldAt),
        ),
      )
      .orderBy(asc(campaigns.scheduledFor))
      .limit(most);
    const found: { id: string; stops: string[] }[] = [];
    for (const { id } of next) {
      const lines = checkLines(await readFacts(db, actor, id), { eligible: 1, skipped: {} });
      found.push({ id, stops: lines.filter(({ state }) => state === "stop").map(({ text }) => text) });
    }
    return found;
  },
});
