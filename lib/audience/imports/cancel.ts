import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { dropFile } from "./file.ts";

/**
 * Stops an import at the end of its current batch. Imported rows stay, and the import can be
 * resumed or rolled back. One that never began can be neither, so its file is deleted at once.
 */
export const cancelImport = command({
  name: "import.cancel",
  allow: orKey(workspaceMember, "contacts:write"),
  input: z.object({ importId: z.uuid() }),
  async run({ tx, actor }, { importId }) {
    const [cancelled] = await tx
      .update(imports)
      .set({ state: "cancelled", movedAt: new Date() })
      .where(
        and(
          owned(imports, actor),
          eq(imports.id, importId),
          inArray(imports.state, ["receiving", "received", "queued", "running"]),
        ),
      )
      .returning({ linesRead: imports.linesRead, mapping: imports.mapping });
    if (!cancelled) throw notFound("running import");
    const { linesRead, mapping } = cancelled;
    if (mapping === null) await tx.execute(dropFile(importId));
    return { result: { linesRead }, audit: { target: importId, detail: { linesRead } } };
  },
});
