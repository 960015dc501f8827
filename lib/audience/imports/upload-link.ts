import type { Member, Origin } from "#lib/core/actor.ts";
import { recordForgedLink } from "#lib/core/audit/forged-link.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signGrant, signLink, verifyGrant, verifyLink } from "#lib/crypto/tokens.ts";
import { importById, rightOfSession } from "./import-files.ts";

const hours = 24;

type Holder = { userId: string; sessionId: string; workspaceId: string };

/**
 * Returns a token with which one session uploads one file into one opening of an import. The page with the form signs it, so
 * that the edge can take the file streamed and without a cookie. It ends after a day, with its file, when the import is opened
 * again, and with the holder's session or right.
 */
export async function uploadToken({ workspaceId, userId, sessionId }: Holder, importId: string) {
  const found = await importById({ workspaceId, id: importId });
  if (!found) throw notFound("import");
  return signGrant(await linkKey(), "upload", [workspaceId, importId, found.opening_id, userId, sessionId]);
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

/**
 * Returns the member who may fill the import that `token` names, with the right they have now; null when it is forged, old or
 * used, or its holder may no longer.
 */
export async function uploaderOf(token: string, origin: Origin) {
  const ids = verifyGrant(await linkKey(), "upload", token);
  if (!ids) {
    await recordForgedLink("upload", origin);
    return null;
  }
  const [workspaceId = "", importId = "", opening, userId = "", sessionId = ""] = ids;
  const found = await importById({ workspaceId, id: importId });
  if (!found || found.opening_id !== opening || !isWaiting(found)) return null;
  const right = await rightOfSession({ workspaceId, userId, sessionId });
  if (!right) return null;
  const actor: Member = { kind: "member", workspaceId, userId, sessionId, ...right, origin };
  return workspaceMember.admits(actor) ? { importId, actor } : null;
}

const isWaiting = ({ state, created_at }: { state: string; created_at: string }) =>
  state === "receiving" && uploadOpen(new Date(created_at));
