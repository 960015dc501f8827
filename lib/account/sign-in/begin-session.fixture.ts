import { locate } from "#lib/account/devices/location.ts";
import { type Actor, userOf, workspaceOf } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { enqueueIn } from "#lib/core/jobs/jobs.ts";
import { type BegunSession, beginSession } from "./begin-session.ts";

/** Begins a session as a command does after the last factor, but without a factor, for tests of what follows. */
export async function beginSessionAs(
  actor: Actor,
  userId: string,
  { knownDevice = true }: { knownDevice?: boolean } = {},
): Promise<BegunSession> {
  const place = await locate(actor.origin.ip);
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceOf(actor), userOf(actor));
    const context = { tx, actor, enqueue: enqueueIn(tx) };
    const { session, also } = await beginSession(context, { userId, amr: ["pwd"], knownDevice, place });
    for (const { action, result, entry } of also) await appendAudit(tx, actor, action, result, entry);
    return session;
  });
}
