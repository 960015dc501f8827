import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import { imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { importColumns } from "./columns.ts";

/**
 * Returns one import of the workspace.
 * @throws AppError notFound, also for another workspace's.
 */
export const getImport = query({
  name: "import.get",
  allow: orKey(workspaceViewer, "contacts:read"),
  input: z.object({ importId: z.uuid() }),
  async run({ db, actor }, { importId }) {
    const [found] = await db
      .select(importColumns)
      .from(imports)
      .innerJoin(newsletters, sameWorkspace(newsletters, imports, eq(newsletters.id, imports.newsletterId)))
      .leftJoin(users, eq(users.id, imports.attestedBy))
      .leftJoin(apiKeys, sameWorkspace(apiKeys, imports, eq(apiKeys.id, imports.programId)))
      .where(and(owned(imports, actor), eq(imports.id, importId)));
    if (!found) throw notFound("import");
    return found;
  },
});
