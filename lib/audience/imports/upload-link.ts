import type { Origin, WorkspaceJob } from "#lib/core/actor.ts";
import { recordForgedLink } from "#lib/core/audit/forged-link.ts";
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

/**
 * Returns the address an import's form goes to. It names the import and grants nothing: the edge
 * reads it to refuse a file nobody waits for before a byte of it is sent.
 */
export async function uploadPath({ workspaceId }: { workspaceId: string }, importId: string) {
  return `/api/uploads/${signLink(await linkKey(), "uploadForm", { workspaceId, id: importId })}`;
}

/** Returns the import that a form's address names, and whether it waits for a file; null for an unknown one. */
export async function waitingImport(
  form: string,
  origin: Origin,
): Promise<{ id: string; waits: boolean } | null> {
  const target = verifyLink(await linkKey(), "uploadForm", form);
  if (!target) await recordForgedLink("upload", origin);
  const found = target && (await importById(target));
  return found ? { id: target.id, waits: isWaiting(found) } : null;
}

/** Returns whether an import made at this time may still receive a file. */
export const uploadOpen = (createdAt: Date) => Date.now() - createdAt.getTime() <= hours * 3_600_000;

/** Returns the actor who may fill the import that `token` names; null when it is forged, old or used. */
export async function uploaderOf(token: string, requestId: string) {
  const target = verifyLink(await linkKey(), "upload", token);
  if (!target) await recordForgedLink("upload", { ip: null, userAgent: null, requestId });
  const found = target && (await importById(target));
  if (!target || !found || !isWaiting(found)) return null;
  const actor: WorkspaceJob = {
    kind: "job",
    job: "import-upload",
    workspaceId: target.workspaceId,
    origin: { ip: null, userAgent: null, requestId },
  };
  return { importId: target.id, actor };
}

const isWaiting = ({ state, created_at }: { state: string; created_at: string }) =>
  state === "receiving" && uploadOpen(new Date(created_at));
