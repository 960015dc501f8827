import { type Actor, actorId, userOf, workspaceOf } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { logError } from "#lib/core/log.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";

// Enough for every honest mistake of a network or a user. Too few for an attacker to fill a log that must not be
// shortened.
const ofNetwork = { name: "audit:anonymous", max: 60, windowSeconds: 60 };
const ofSomebody = { name: "audit:refused", max: 120, windowSeconds: 60 };
// Beyond that some of each event are still recorded, so that an attacker's noise with one event hides no other.
const ofEvent = { name: "audit:event", max: 10, windowSeconds: 60 };

/**
 * Records a refused or failed attempt in its own transaction, because the attempt's transaction has rolled back.
 * A failure to record is logged and never hides the first error.
 */
export async function recordRefusal(
  actor: Actor,
  action: string,
  result: "refused" | "failed",
  entry: AuditEntry,
) {
  try {
    if (await isFlood(actor, action)) return;
    await connections().writer.transaction(async (tx) => {
      await enter(tx, entry.workspaceId ?? workspaceOf(actor), userOf(actor));
      await appendAudit(tx, actor, action, result, entry);
    });
  } catch (error) {
    logError(error, { action, requestId: actor.origin.requestId });
  }
}

async function isFlood(actor: Actor, action: string): Promise<boolean> {
  if (actor.kind === "job") return false;
  const [limit, whose] =
    actor.kind === "anonymous"
      ? ([ofNetwork, addressRange(actor.origin.ip) ?? "unknown"] as const)
      : ([ofSomebody, `${actor.kind} ${actorId(actor)}`] as const);
  if ((await countAttempt(limit, whose)).left >= 0) return false;
  return (await countAttempt(ofEvent, `${whose} ${action}`)).left < 0;
}
