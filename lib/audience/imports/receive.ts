import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { command } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMemberOrJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { senderStanding } from "#lib/mail/platform/sender-standing.ts";
import { beginChoices, beginQueueOf } from "./begin-queue.ts";

/** Records that an import's file is complete, because no upload is writing it. A member's right is read again here. */
export const receiveImport = command({
  name: "import.receive",
  allow: orKey(workspaceMemberOrJob, "contacts:write"),
  input: z.object({
    importId: z.uuid(),
    fileName: bounded(100_000),
    fileBytes: z.int().min(0),
    begin: beginChoices.optional(),
  }),
  prepare: ({ workspaceId }) => senderStanding(workspaceId),
  async run({ tx, actor, enqueue }, { importId, fileName, fileBytes, begin }, prepared) {
    const now = new Date();
    const [received] = await tx
      .update(imports)
      .set({ state: "received", fileName: shown(fileName), fileBytes, receivedAt: now, movedAt: now })
      .where(
        and(
          owned(imports, actor),
          eq(imports.id, importId),
          eq(imports.state, "receiving"),
          isNull(imports.uploadId),
        ),
      )
      .returning({ id: imports.id });
    if (!received) throw notFound("import");
    if (begin) {
      const { queue, group } = beginQueueOf(fileBytes, prepared);
      const { workspaceId } = actor;
      await enqueue(queue, { workspaceId, importId, ...begin }, { singletonKey: importId, group });
    }
    return { result: received, audit: { target: importId, detail: { bytes: fileBytes } } };
  },
});

// A file's name comes from outside, so it becomes one line without path or invisible characters.
const shown = (name: string) =>
  cutText((name.slice(-1000).split(/[\\/]/).at(-1) ?? "").replace(/[\p{C}]/gu, "").trim(), 200) ||
  "contacts.csv";
