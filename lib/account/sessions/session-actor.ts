import type { Actor, Origin } from "#lib/core/actor.ts";
import { logError } from "#lib/core/log.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { readSession, type SessionRow, touchSession } from "./read-session.ts";

const TOUCH_SECONDS = 60;

/**
 * The live session behind a cookie's `{ sub, sid }`, or null. `sub` must be the session's own person: a cookie made of two
 * others opens nothing. Moves the idle limit at most once a minute, unless `background` (a page polling by itself).
 * @throws AppError unavailable.
 */
export async function liveSession(
  cookie: { sub: string; sid: string } | null,
  { background = false }: { background?: boolean } = {},
): Promise<SessionRow | null> {
  if (!cookie) return null;
  const session = await readSession(hashToken(cookie.sid));
  if (!session || session.userId !== cookie.sub) return null;
  if (!background && Date.now() - session.lastSeenAt.getTime() > TOUCH_SECONDS * 1000) {
    void touchSession(session.sessionId, TOUCH_SECONDS).catch((error) => logError(error, { in: "touch" }));
  }
  return session;
}

/** Who a session may speak as. Before the address is verified, or without the factors the workspace demands, nobody is a member. */
export function actorOf(session: SessionRow | null, origin: Origin): Actor {
  if (!session) return { kind: "anonymous", origin };
  const { userId, sessionId, authTime, workspace, emailVerifiedAt } = session;
  if (!workspace || !emailVerifiedAt || lacksFactor(session))
    return { kind: "user", userId, sessionId, authTime, origin };
  const { id: workspaceId, role } = workspace;
  return { kind: "member", userId, workspaceId, role, sessionId, authTime, origin };
}

/** Whether the workspace demands two factors by now and this session has shown one: until it shows the other it opens nothing there. */
export function lacksFactor({ workspace, twoFactor, amr }: SessionRow): boolean {
  const from = workspace?.twoFactorRequiredFrom;
  return Boolean(from && from.getTime() <= Date.now() && !twoFactor && !amr.includes("mfa"));
}

/** Until when a session that will lack a factor still opens the workspace; null where nothing is about to change for it. */
export function graceUntil({ workspace, twoFactor, amr }: SessionRow): Date | null {
  const from = workspace?.twoFactorRequiredFrom ?? null;
  return from && from.getTime() > Date.now() && !twoFactor && !amr.includes("mfa") ? from : null;
}
