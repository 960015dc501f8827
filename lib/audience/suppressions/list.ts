import { and, desc, eq, ilike, isNull, lt, type SQL } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { text } from "#lib/core/text.ts";

/**
 * Returns the suppressions with their reasons, newest first. `search` matches part of the address.
 * `email` is null where a contact was erased and only the hash remains; `newsletter` is null for
 * all newsletters.
 */
export const listSuppressions = query({
  name: "suppression.list",
  allow: workspaceViewer,
  input: z.object({
    ...pageInput,
    reason: z.enum(["unsubscribed", "bounced", "complained", "manual"]).optional(),
    search: text({ max: 254 }).optional(),
  }),
  async run({ db, actor }, { cursor, limit, reason, search }) {
    const where: SQL[] = [owned(suppressions, actor), isNull(suppressions.liftedAt)];
    if (cursor) where.push(lt(suppressions.id, cursor));
    if (reason) where.push(eq(suppressions.reason, reason));
    if (search) where.push(ilike(suppressions.email, `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`));

    const rows = await db
      .select({
        id: suppressions.id,
        email: suppressions.email,
        reason: suppressions.reason,
        source: suppressions.source,
        note: suppressions.note,
        createdAt: suppressions.createdAt,
        since: suppressions.since,
        importId: suppressions.importId,
        newsletter: { id: newsletters.id, name: newsletters.name },
        campaign: { id: campaigns.id, name: campaigns.name },
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .leftJoin(campaigns, sameWorkspace(campaigns, suppressions, eq(campaigns.id, suppressions.campaignId)))
      .where(and(...where))
      .orderBy(desc(suppressions.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
