import type { Actor, Origin } from "#lib/core/actor.ts";
import { logError } from "#lib/core/log.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { readSession, type SessionRow, touchSession } from "./read-session.ts";

const TOUCH_SECONDS = 60;

/**
 * Returns the live session of a cookie's `{ sub, sid }`, or null. `sub` must be the session's user, so that a
 * cookie made of two others is refused. Extends the idle limit at most once a minute, unless `background` (a page
 * that polls).
 * @throws AppError unavailable
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

/** Returns the actor of a session. It is a member only with a verified address and the factors that the workspace demands. */
export function actorOf(session: SessionRow | null, origin: Origin): Actor {
  if (!session) return { kind: "anonymous", origin };
  const { userId, sessionId, authTime, workspace, emailVerifiedAt } = session;
  if (!workspace || !emailVerifiedAt || lacksFactor(session))
    return { kind: "user", userId, sessionId, authTime, origin };
  const { id: workspaceId, role } = workspace;
  return { kind: "member", userId, workspaceId, role, sessionId, authTime, origin };
}

/**
 * Returns whether the workspace already demands two factors and this session has shown one. Such a session has no
 * access there.
 */
export function lacksFactor({ workspace, twoFactor, amr }: SessionRow): boolean {
  const from = workspace?.twoFactorRequiredFrom;
  return Boolean(from && from.getTime() <= Date.now() && !twoFactor && !amr.includes("mfa"));
}

/** Returns the end of access for a session that will lack a factor; null when nothing is about to change for it. */
export function graceUntil({ workspace, twoFactor, amr }: SessionRow): Date | null {
  const from = workspace?.twoFactorRequiredFrom ?? null;
  return from && from.getTime() > Date.now() && !twoFactor && !amr.includes("mfa") ? from : null;
}
