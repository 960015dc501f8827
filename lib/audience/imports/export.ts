import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import type { Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { forbidden, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { fates } from "./fates.ts";

/**
 * Records that somebody takes the people of an import out as a file, before the first row leaves. For admins and owners, as any
 * file of addresses, and for the member who brought the file.
 * @throws AppError forbidden for another member, or notFound.
 */
export const exportImportRows = command({
  name: "import.export",
  allow: workspaceMember,
  input: z.object({
    importId: z.uuid("That import no longer exists."),
    fate: z.enum(fates).default("refused"),
  }),
  async run({ tx, actor }, { importId, fate }) {
    const [found] = await tx
      .select({ fileName: imports.fileName, createdBy: imports.createdBy })
      .from(imports)
      .where(and(owned(imports, actor), eq(imports.id, importId)));
    if (!found) throw notFound("import");
    if (!mayTakeRows(actor, found)) throw forbidden();
    return { result: { fileName: found.fileName }, audit: { target: importId, detail: { fate } } };
  },
});

/** Returns whether a member may take an import's people out: admins and owners, and who brought the file. */
export function mayTakeRows(actor: Member, { createdBy }: { createdBy: string }): boolean {
  const own = createdBy === actor.userId;
  return workspaceAdmin.admits(actor) || (own && workspaceMember.admits(actor));
}
