import { exportImportRows } from "#lib/audience/imports/export.ts";
import type { Fate } from "#lib/audience/imports/fates.ts";
import type { Actor } from "#lib/core/actor.ts";
import { plainRefusal } from "#lib/web/plain-refusal.ts";

/** Records that people of an import leave as a file. Returns the file's name, or the refusal as the response. */
export async function takenOut(
  actor: Actor,
  of: { importId: string; fate: Fate },
): Promise<{ fileName: string } | Response> {
  try {
    return await exportImportRows(actor, of);
  } catch (error) {
    return plainRefusal(error);
  }
}
