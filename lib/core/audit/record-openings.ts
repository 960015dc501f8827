import { type Actor, userOf, workspaceOf } from "#lib/core/actor.ts";
import type { Recorded } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { logError } from "#lib/core/log.ts";
import type { Opening } from "#lib/core/vault/opening.ts";
import { appendSealed } from "./append.ts";
import { sealEntries } from "./seal-entries.ts";

/** Returns one entry for each opening, with its owner, kind and purpose, and never with the plaintext. */
export function openingEntries(opened: readonly Opening[]): Recorded[] {
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
 * Records the openings of rolled-back work in a transaction of its own, because the secrets were read all the same.
 * It has no rate limit, because callers are limited where they ask. A failure is logged and never hides the first error.
 */
export async function recordOpenings(actor: Actor, opened: readonly Opening[]) {
  if (opened.length === 0) return;
  try {
    await connections().writer.transaction(async (tx) => {
      const of = opened.find(({ place }) => place.workspaceId)?.place.workspaceId;
      await enter(tx, of ?? workspaceOf(actor), userOf(actor));
      await appendSealed(tx, await sealEntries(tx, actor, openingEntries(opened)));
    });
  } catch (error) {
    logError(error, { action: "credential.decrypt", requestId: actor.origin.requestId });
  }
}
