import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { dropFile } from "./file.ts";

/**
 * Records what keeps a program's import from starting: questions that a member answers on the import's page, or a file that cannot be
 * read at all, which ends the import.
 */
export const askImport = command({
  name: "import.ask",
  allow: workspaceJob,
  input: z.object({
    importId: z.uuid(),
    questions: z.array(z.object({ field: bounded(300), question: bounded(1000) })).max(100),
    failure: bounded(10_000).nullable(),
  }),
  async run({ tx, actor }, { importId, questions, failure }) {
    const [asked] = await tx
      .update(imports)
      .set({
        questions,
        failure,
        movedAt: new Date(),
        ...(failure !== null && { state: "failed" as const, finishedAt: new Date() }),
      })
      .where(and(owned(imports, actor), eq(imports.id, importId), eq(imports.state, "received")))
      .returning({ id: imports.id });
    if (!asked) throw notFound("import");
    if (failure !== null) await tx.execute(dropFile(importId));
    return { result: asked, audit: { target: importId, detail: { questions: questions.length, failure } } };
  },
});
