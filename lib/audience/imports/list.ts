import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import { imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { importColumns } from "./columns.ts";

/** Returns the workspace's imports, newest first. */
export const listImports = query({
  name: "import.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select(importColumns)
      .from(imports)
      .innerJoin(newsletters, sameWorkspace(newsletters, imports, eq(newsletters.id, imports.newsletterId)))
      .leftJoin(users, eq(users.id, imports.attestedBy))
      .leftJoin(apiKeys, sameWorkspace(apiKeys, imports, eq(apiKeys.id, imports.programId)))
      .where(and(owned(imports, actor), cursor ? lt(imports.id, cursor) : undefined))
      .orderBy(desc(imports.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
