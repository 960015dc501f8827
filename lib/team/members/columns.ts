import { sql } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";

export type Protection = "protected" | "passkey" | "none";

/**
 * The protection of an account: by an authenticator app at every sign-in, by a passkey where it is used, or by a
 * password alone.
 */
export const protection = sql<Protection>`case when ${users.totpEnabledAt} is not null then 'protected'
  when exists (select from ${passkeys} where ${passkeys.userId} = ${users.id}) then 'passkey' else 'none' end`;

/** The latest request of a session of theirs that works in this workspace, or in no chosen one. Precise to five minutes. */
export const lastActiveAt = sql<Date | null>`(select max(${sessions.lastSeenAt}) from ${sessions}
  where ${sessions.userId} = ${memberships.userId}
  and coalesce(${sessions.workspaceId}, ${memberships.workspaceId}) = ${memberships.workspaceId})`.mapWith(
  (value: string | Date | null) => (value === null ? null : new Date(value)),
);

/** Orders owners first, then by rank. */
export const rank = sql<number>`array_position(array['owner', 'admin', 'member', 'viewer'], ${memberships.role})`;

export const memberColumns = {
  userId: memberships.userId,
  name: users.name,
  email: users.email,
  role: memberships.role,
  joinedAt: memberships.createdAt,
};
