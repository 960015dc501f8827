import { type SQL, sql } from "drizzle-orm";

/**
 * What a command locks of its own actor before anything else. "nothing" keeps others from changing the session and the
 * membership. "account" is for commands that write the actor's user row or sessions, and "team" for those that write
 * memberships. Two commands that each share a lock and then want it alone would wait for each other forever.
 */
export type OwnLocks = "nothing" | "account" | "team";

/** The right of a signed-in user that a transaction relies on. */
export type HeldRight = {
  userId: string;
  sessionId: string;
  /** The membership the right comes from; null when being signed in is enough. `roles` are those that suffice. */
  membership: { workspaceId: string; roles: string[] } | null;
  locks: OwnLocks;
};

/** Returns the call that reads session, membership, role and factors, and raises when one has gone. It locks nothing. */
export const checkRight = (right: HeldRight): SQL => sql`check_right(${claimed(right)})`;

/**
 * Returns the call that reads session, membership and role under a lock, and raises when one of them has gone since the
 * request was admitted. A concurrent revocation therefore waits for the transaction or wins over it.
 */
export const holdRight = (right: HeldRight): SQL => sql`hold_right(${claimed(right)}, ${right.locks}::text)`;

function claimed({ userId, sessionId, membership }: HeldRight): SQL {
  const roles = membership ? `{${membership.roles.join(",")}}` : null;
  return sql`${userId}::uuid, ${sessionId}::uuid, ${membership?.workspaceId ?? null}::uuid, ${roles}::text[]`;
}
