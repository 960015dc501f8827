import { type FileChoices, previewContacts } from "#lib/audience/imports/reader/preview.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import { readFile } from "./file.ts";
import { getImport } from "./get.ts";

/**
 * Returns the first rows of a received import, as detected or with the member's choices.
 * @throws ImportRefused, AppError notFound.
 */
export async function previewImport(actor: Member, importId: string, choices: FileChoices = {}) {
  await getImport(actor, { importId });
  const { workspaceId, origin } = actor;
  const reader: WorkspaceJob = { kind: "job", job: "import-preview", workspaceId, origin };
  return previewContacts(readFile(reader, importId), choices);
}
