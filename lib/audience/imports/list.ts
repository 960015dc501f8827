import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { importRefusals, imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

const columns = {
  id: imports.id,
  newsletterId: imports.newsletterId,
  newsletter: newsletters.name,
  fileName: imports.fileName,
  fileBytes: imports.fileBytes,
  basis: imports.basis,
  consentSource: imports.consentSource,
  attestation: imports.attestation,
  attestedAt: imports.attestedAt,
  attestedBy: users.name,
  /** Its columns were confirmed: it ran, or can be made to. */
  begun: sql<boolean>`${imports.mapping} is not null`,
  state: imports.state,
  failure: imports.failure,
  bytesRead: imports.bytesRead,
  linesRead: imports.linesRead,
  added: imports.added,
  known: imports.known,
  suppressed: imports.suppressed,
  refused: imports.refused,
  createdAt: imports.createdAt,
  movedAt: imports.movedAt,
  startedAt: imports.startedAt,
  finishedAt: imports.finishedAt,
};

/** The workspace's imports, newest first. */
export const listImports = query({
  name: "import.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select(columns)
      .from(imports)
      .innerJoin(newsletters, eq(newsletters.id, imports.newsletterId))
      .leftJoin(users, eq(users.id, imports.attestedBy))
      .where(and(owned(imports, actor), cursor ? lt(imports.id, cursor) : undefined))
      .orderBy(desc(imports.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});

export const getImport = query({
  name: "import.get",
  allow: workspaceViewer,
  input: z.object({ importId: z.uuid() }),
  async run({ db, actor }, { importId }) {
    const [found] = await db
      .select(columns)
      .from(imports)
      .innerJoin(newsletters, eq(newsletters.id, imports.newsletterId))
      .leftJoin(users, eq(users.id, imports.attestedBy))
      .where(and(owned(imports, actor), eq(imports.id, importId)));
    if (!found) throw notFound("import");
    return found;
  },
});

/** Rows an import did not take, by line. `after` is the last line of the page before. */
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
        ),
      )
      .orderBy(asc(importRefusals.line))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.line ?? null) : null };
  },
});
