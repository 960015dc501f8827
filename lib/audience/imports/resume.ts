import { and, eq, inArray, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { askingRole } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { importRun } from "./run.ts";

/**
 * Resumes an import that was cancelled, failed, or has not moved for two minutes, from the line it
 * reached.
 */
export const resumeImport = command({
  name: "import.resume",
  allow: workspaceMember,
  input: z.object({ importId: z.uuid() }),
  async run({ tx, actor, enqueue }, { importId }) {
    const stuck = and(eq(imports.state, "running"), lt(imports.movedAt, sql`now() - interval '2 minutes'`));
    const [resumed] = await tx
      .update(imports)
      .set({
        state: "queued",
        failure: null,
        finishedAt: null,
        askedBy: actor.userId,
        askedRole: askingRole(actor),
        programId: null,
        askedAt: sql`now()`,
        movedAt: new Date(),
      })
      .where(
        and(
          owned(imports, actor),
          eq(imports.id, importId),
          sql`${imports.mapping} is not null`,
          or(inArray(imports.state, ["cancelled", "failed"]), stuck),
        ),
      )
      .returning({ linesRead: imports.linesRead });
    if (!resumed) throw notFound("stopped import");
    await enqueue(importRun, { workspaceId: actor.workspaceId, importId }, { singletonKey: importId });
    return { result: resumed, audit: { target: importId, detail: { fromLine: resumed.linesRead } } };
  },
});
