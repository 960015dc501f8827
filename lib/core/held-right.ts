import type { HeldRight, OwnLocks } from "#lib/core/database/held-right.ts";
import { type Actor, roleNames } from "./actor.ts";
import type { Policy } from "./policies.ts";

/** How long the right of an admitted request is believed. A page is read by then, and a long download is not. */
export const RIGHT_BELIEVED_MS = 1000;

/**
 * Returns the right that a command of this policy relies on, to be read again in its transaction. Null for jobs, links and
 * providers, and for commands open to visitors, because no session, membership or key gives the right to those.
 *
 * A lowered role refuses even where the lower one would do, because `run` was given the higher one.
 */
export function rightOf(actor: Actor, allow: Policy, locks: OwnLocks): HeldRight | null {
  if (actor.kind === "apiKey") {
    const { workspaceId, keyId, madeBy } = actor;
    return { workspaceId, keyId, madeBy };
  }
  if (actor.kind !== "member" && actor.kind !== "user") return null;
  const { userId, sessionId, authTime, origin } = actor;
  if (allow.admits({ kind: "anonymous", origin })) return null;
  const ofTheUser = allow.admits({ kind: "user", userId, sessionId, authTime, origin });
  if (actor.kind === "user" || ofTheUser) return { userId, sessionId, membership: null, locks };
  const roles = roleNames
    .slice(roleNames.indexOf(actor.role))
    .filter((role) => allow.admits({ ...actor, role }));
  return { userId, sessionId, membership: { workspaceId: actor.workspaceId, roles }, locks };
}
