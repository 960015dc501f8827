import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { dropFile } from "./file.ts";

/**
 * Removes the file of an import that has not begun, so that the member can upload another. The
 * first may be the wrong file or unreadable. Upload forms opened before end.
 */
export const reopenImport = command({
  name: "import.reopen",
  allow: workspaceMember,
  input: z.object({ importId: z.uuid() }),
  async run({ tx, actor }, { importId }) {
    const [reopened] = await tx
      .update(imports)
      .set({
        state: "receiving",
        openingId: uuidv7(),
        fileName: "",
        fileBytes: 0,
        receivedAt: null,
        movedAt: new Date(),
      })
      .where(and(owned(imports, actor), eq(imports.id, importId), eq(imports.state, "received")))
      .returning({ id: imports.id });
    if (!reopened) throw notFound("file");
    await tx.execute(dropFile(importId));
    return { result: reopened, audit: { target: importId } };
  },
});
