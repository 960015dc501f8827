import { type Actor, actorId, userOf, workspaceOf } from "./actor.ts";
import { addressRange } from "./address-range.ts";
import { countAttempt } from "./attempts.ts";
import { type AuditEntry, appendAudit } from "./audit.ts";
import { connections, enter } from "./database.ts";
import { logError } from "./log.ts";

// Enough for every honest mistake of a network or a person, too few to fill a log with that nobody may shorten.
const ofNetwork = { name: "audit:anonymous", max: 60, windowSeconds: 60 };
const ofSomebody = { name: "audit:refused", max: 120, windowSeconds: 60 };

/** Records what was refused or failed, in its own transaction: the attempt's own has rolled back. Never hides the first error. */
export async function recordRefusal(
  actor: Actor,
  action: string,
  result: "refused" | "failed",
  entry: AuditEntry,
) {
  try {
    if (await isFlood(actor)) return;
    await connections().writer.transaction(async (tx) => {
      await enter(tx, entry.workspaceId ?? workspaceOf(actor), userOf(actor));
      await appendAudit(tx, actor, action, result, entry);
    });
  } catch (error) {
    logError(error, { action, requestId: actor.origin.requestId });
  }
}

async function isFlood(actor: Actor): Promise<boolean> {
  if (actor.kind === "job") return false;
  const { left } =
    actor.kind === "anonymous"
      ? await countAttempt(ofNetwork, addressRange(actor.origin.ip) ?? "unknown")
      : await countAttempt(ofSomebody, `${actor.kind} ${actorId(actor)}`);
  return left < 0;
}
