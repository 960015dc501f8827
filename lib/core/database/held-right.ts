import { type SQL, sql } from "drizzle-orm";

/**
 * What a command locks of its own actor before anything else. "nothing" keeps others from changing the session and the
 * membership. "account" is for commands that write the actor's user row or sessions, and "team" for those that write
 * memberships. Two commands that each share a lock and then want it alone would wait for each other forever.
 */
export type OwnLocks = "nothing" | "account" | "team";

/** The right that a transaction relies on. */
export type HeldRight = UserRight | KeyRight;

/** The right of a signed-in user. */
export type UserRight = {
  userId: string;
  sessionId: string;
  /** The membership the right comes from; null when being signed in is enough. `roles` are those that suffice. */
  membership: { workspaceId: string; roles: string[] } | null;
  locks: OwnLocks;
};

/** The right of a program: its key works. It goes with the key, and waits in line with whoever made that. */
export type KeyRight = { workspaceId: string; keyId: string; madeBy: string };

/** Returns the call that reads session, membership, role and factors, or the key, and raises when one has gone. It locks nothing. */
export const checkRight = (right: HeldRight): SQL =>
  "keyId" in right
    ? sql`check_key(${right.workspaceId}::uuid, ${right.keyId}::uuid)`
    : sql`check_right(${claimed(right)})`;

/**
 * Returns the call that reads session, membership and role, or the key, under a lock, and raises when one of them has gone since the
 * request was admitted. A concurrent revocation therefore waits for the transaction or wins over it.
 */
export const holdRight = (right: HeldRight): SQL =>
  "keyId" in right
    ? sql`hold_key(${right.madeBy}::uuid, ${right.workspaceId}::uuid, ${right.keyId}::uuid)`
    : sql`hold_right(${claimed(right)}, ${right.locks}::text)`;

function claimed({ userId, sessionId, membership }: UserRight): SQL {
  const roles = membership ? `{${membership.roles.join(",")}}` : null;
  return sql`${userId}::uuid, ${sessionId}::uuid, ${membership?.workspaceId ?? null}::uuid, ${roles}::text[]`;
}
