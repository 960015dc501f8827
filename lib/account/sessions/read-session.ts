import type { Role } from "#lib/core/actor.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { single } from "#lib/core/database/single.ts";
import { storedTimeZone, type TimeZone } from "#lib/core/time-zone.ts";

export type SessionRow = {
  sessionId: string;
  userId: string;
  name: string;
  email: string;
  emailVerifiedAt: Date | null;
  authTime: Date;
  amr: string[];
  createdAt: Date;
  lastSeenAt: Date;
  /** True when sign-in asks for a code of an authenticator app. */
  twoFactor: boolean;
  /** Zone in which every page writes times for this person: their own, otherwise the workspace's. */
  timeZone: TimeZone;
  /** Zone that the person chose; null when they follow the workspace's. */
  ownTimeZone: string | null;
  workspace: {
    id: string;
    name: string;
    plan: "starter" | "professional" | "business";
    role: Role;
    timeZone: string;
    /** From this time on, only sessions with two factors open the workspace. Null when it does not demand two. */
    twoFactorRequiredFrom: Date | null;
  } | null;
};

/**
 * Reads a session, its user and workspace by the SHA-256 of its id, with one statement on every request. Null when
 * it is revoked, idle for 30 days or older than 90 days, or the user is disabled.
 * @throws AppError unavailable when the database cannot be reached, so that no user is told that they are signed
 * out.
 */
export async function readSession(sidHash: Buffer): Promise<SessionRow | null> {
  const [row] = await lookup<Row>`select * from session_actor(${sidHash})`;
  if (!row) return null;
  const { workspace_id: id, workspace_name: name, plan, role, two_factor_required_from: required } = row;
  const requiredFrom = required === null ? null : new Date(required);
  return {
    sessionId: row.session_id,
    userId: row.user_id,
    name: row.user_name,
    email: row.user_email,
    emailVerifiedAt: row.email_verified_at === null ? null : new Date(row.email_verified_at),
    authTime: new Date(row.auth_time),
    amr: row.amr,
    createdAt: new Date(row.created_at),
    lastSeenAt: new Date(row.last_seen_at),
    twoFactor: row.two_factor,
    timeZone: storedTimeZone(row.user_time_zone ?? row.workspace_time_zone),
    ownTimeZone: row.user_time_zone,
    workspace:
      id && name && plan && role
        ? {
            id,
            name,
            plan,
            role,
            timeZone: storedTimeZone(row.workspace_time_zone),
            twoFactorRequiredFrom: requiredFrom,
          }
        : null,
  };
}

/**
 * Extends the idle limit. The condition on last_seen_at keeps parallel requests from writing the same row twice. A row that
 * a command of the same session holds is left for the next request, because each that waited would hold a connection.
 */
export async function touchSession(sessionId: string, everySeconds: number): Promise<void> {
  await single`update sessions set last_seen_at = now() where id = (
    select id from sessions where id = ${sessionId} and revoked_at is null
      and last_seen_at < now() - make_interval(secs => ${everySeconds}) for no key update skip locked)`;
}

type Row = {
  session_id: string;
  user_id: string;
  user_name: string;
  user_email: string;
  email_verified_at: string | null;
  auth_time: string;
  amr: string[];
  created_at: string;
  last_seen_at: string;
  two_factor: boolean;
  two_factor_required_from: string | null;
  workspace_id: string | null;
  workspace_name: string | null;
  plan: "starter" | "professional" | "business" | null;
  role: Role | null;
  user_time_zone: string | null;
  workspace_time_zone: string | null;
};
