import { and, desc, lt } from "drizzle-orm";
import { z } from "zod";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { selectActions } from "./select-actions.ts";

/** Returns the bulk actions of the last 30 days, newest first. */
export const listBulkActions = query({
  name: "bulk_action.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await selectActions(db)
      .where(and(owned(bulkActions, actor), cursor ? lt(bulkActions.id, cursor) : undefined))
      .orderBy(desc(bulkActions.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
