import { and, asc, eq, gt, notInArray } from "drizzle-orm";
import { z } from "zod";
import { importRefusals } from "#db/schema/imports.ts";
import { notRestricted } from "#lib/audience/not-restricted.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { takenReasons } from "./fates.ts";

/** Returns the rows an import did not take, by line. `after` is the last line of the page before. */
export const listRefusals = query({
  name: "import.refusals",
  allow: workspaceViewer,
  input: z.object({
    importId: z.uuid(),
    after: z.int().min(0).default(0),
    limit: z.int().min(1).max(5000).default(100),
  }),
  async run({ db, actor }, { importId, after, limit }) {
    const rows = await db
      .select({
        line: importRefusals.line,
        reason: importRefusals.reason,
        message: importRefusals.message,
        value: importRefusals.value,
      })
      .from(importRefusals)
      .where(
        and(
          owned(importRefusals, actor),
          eq(importRefusals.importId, importId),
          gt(importRefusals.line, after),
          notInArray(importRefusals.reason, takenReasons),
          notRestricted(actor.workspaceId, importRefusals.value),
        ),
      )
      .orderBy(asc(importRefusals.line))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.line ?? null) : null };
  },
});
