import type { Role } from "#lib/core/actor.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { single } from "#lib/core/database/single.ts";

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
  /** Whether an authenticator app is asked for at sign-in. */
  twoFactor: boolean;
  workspace: {
    id: string;
    name: string;
    plan: "starter" | "professional" | "business";
    role: Role;
    /** From then on only two factors open it; null: it asks for none. */
    twoFactorRequiredFrom: Date | null;
  } | null;
};

/**
 * Who a session speaks for right now, by the SHA-256 of its id: one statement, on every request. Null when revoked, idle for 30
 * days, past 90 days, or the person is disabled.
 * @throws AppError unavailable: with the database gone nobody is signed in, and nobody is told they are not.
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
    workspace:
      id && name && plan && role ? { id, name, plan, role, twoFactorRequiredFrom: requiredFrom } : null,
  };
}

/** Moves the idle limit. A guard in the statement keeps parallel requests from writing the same row twice. */
export async function touchSession(sessionId: string, everySeconds: number): Promise<void> {
  await single`update sessions set last_seen_at = now()
    where id = ${sessionId} and revoked_at is null and last_seen_at < now() - make_interval(secs => ${everySeconds})`;
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
};
