import { type Actor, userOf, workspaceOf } from "#lib/core/actor.ts";
import { connections, enter } from "#lib/core/database/database.ts";
import { logError } from "#lib/core/log.ts";
import type { Place } from "#lib/core/vault/sealed-fields.ts";
import { type Recorded, readyToAppendAll } from "./append.ts";

/** Why something sealed is opened, in the words of the audit log. */
export type OpenPurpose = "send" | "test" | "sign" | "check code" | "enrol" | "rotate";

/** One opening of something sealed. `failed`: it did not open. */
export type Opening = { place: Place; purpose: OpenPurpose; result: "done" | "failed" };

/** The entries of what was opened: whose it is, what, and what for; never what came out. */
export function ledgerEntries(opened: readonly Opening[]): Recorded[] {
  return opened.map(({ place, purpose, result }) => ({
    action: "credential.decrypt",
    result,
    entry: {
      target: place.rowId,
      workspaceId: place.workspaceId,
      ...(place.workspaceId === null && { userId: place.rowId }),
      detail: { purpose, kind: place.kind },
    },
  }));
}

/**
 * Records what was opened by work that has since rolled back, in a transaction of its own: it was read all the same. Not limited as
 * refusals are: who opens is limited where they ask. Never hides the first error.
 */
export async function recordOpenings(actor: Actor, opened: readonly Opening[]) {
  if (opened.length === 0) return;
  try {
    await connections().writer.transaction(async (tx) => {
      const of = opened.find(({ place }) => place.workspaceId)?.place.workspaceId;
      await enter(tx, of ?? workspaceOf(actor), userOf(actor));
      await (await readyToAppendAll(tx, actor, ledgerEntries(opened)))();
    });
  } catch (error) {
    logError(error, { action: "credential.decrypt", requestId: actor.origin.requestId });
  }
}
