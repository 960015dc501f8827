import type { WorkspaceJob } from "#lib/core/actor.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink, verifyLink } from "#lib/crypto/tokens.ts";
import { importById } from "./import-files.ts";

const hours = 24;

/**
 * Returns a token that allows one file upload into one import. The page with the form signs it, so
 * that the edge can take the file streamed and without a session. Valid for a day and for one file.
 */
export async function uploadToken({ workspaceId }: { workspaceId: string }, importId: string) {
  return signLink(await linkKey(), "upload", { workspaceId, id: importId });
}

/** Returns whether an import made at this time may still receive a file. */
export const uploadOpen = (createdAt: Date) => Date.now() - createdAt.getTime() <= hours * 3_600_000;

/** Returns the import a token was made for, used or not; null when it is forged. */
export const importOf = async (token: string) => verifyLink(await linkKey(), "upload", token);

/** Returns the actor who may fill the import that `token` names; null when it is forged, old or used. */
export async function uploaderOf(token: string, requestId: string) {
  const target = await importOf(token);
  const found = target && (await importById(target));
  if (!target || !found || found.state !== "receiving") return null;
  if (!uploadOpen(new Date(found.created_at))) return null;
  const actor: WorkspaceJob = {
    kind: "job",
    job: "import-upload",
    workspaceId: target.workspaceId,
    origin: { ip: null, userAgent: null, requestId },
  };
  return { importId: target.id, actor };
}
