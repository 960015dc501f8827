import { type Actor, actorId, userOf, workspaceOf } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { logError } from "#lib/core/log.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { type AttemptLimit, countAttempt } from "#lib/core/throttle/attempts.ts";
import { foldRefusal } from "./fold-refusal.ts";

// Enough for every honest mistake of a network or a user. Too few for an attacker to fill a log that must not be
// shortened.
const ofNetwork = { name: "audit:anonymous", max: 60, windowSeconds: 60 };
const ofSomebody = { name: "audit:refused", max: 120, windowSeconds: 60 };
// Beyond that some of each event are still recorded, so that an attacker's noise with one event hides no other.
const ofEvent = { name: "audit:event", max: 10, windowSeconds: 60 };

/**
 * Records a refused or failed attempt in its own transaction, because the attempt's transaction has rolled back.
 * Beyond the flood limit it is counted instead, and the count becomes an entry. A failure to record is logged and
 * never hides the first error.
 */
export async function recordRefusal(
  actor: Actor,
  action: string,
  result: "refused" | "failed",
  entry: AuditEntry,
) {
  try {
    const whose = callerOf(actor);
    if (await isFlood(actor, whose, action))
      return await foldRefusal(whose, { actor, action, result, entry });
    await connections().writer.transaction(async (tx) => {
      await enter(tx, entry.workspaceId ?? workspaceOf(actor), userOf(actor));
      await appendAudit(tx, actor, action, result, entry);
    });
  } catch (error) {
    logError(error, { action, requestId: actor.origin.requestId });
  }
}

const callerOf = (actor: Actor) =>
  actor.kind === "anonymous"
    ? (addressRange(actor.origin.ip) ?? "unknown")
    : `${actor.kind} ${actorId(actor)}`;

async function isFlood(actor: Actor, whose: string, action: string): Promise<boolean> {
  if (actor.kind === "job") return false;
  const limit = actor.kind === "anonymous" ? ofNetwork : ofSomebody;
  return (await isPassed(limit, whose)) && (await isPassed(ofEvent, `${whose} ${action}`));
}

// A limit that was passed stays passed until its window ends, so that a flood is not counted in the database once more.
const passed = new Map<string, number>();
const PASSED_KEPT = 10_000;

async function isPassed(limit: AttemptLimit, key: string): Promise<boolean> {
  const name = `${limit.name} ${key}`;
  if ((passed.get(name) ?? 0) > Date.now()) return true;
  const { left, retryAfter } = await countAttempt(limit, key);
  if (left >= 0) return false;
  if (passed.size >= PASSED_KEPT) passed.clear();
  // A second less, because the database rounds up.
  passed.set(name, Date.now() + (retryAfter - 1) * 1000);
  return true;
}
