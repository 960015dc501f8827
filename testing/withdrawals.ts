import { asOwner } from "./factories.ts";

type Of = { userId: string; workspaceId: string };

/** Every way in which a member loses the right to what they asked for. Work that goes on later must stop at each of them. */
export const withdrawals: Record<string, { words: string; withdraw: (of: Of) => Promise<unknown> }> = {
  "is a viewer now": {
    words: "may no longer do this in the workspace",
    withdraw: ({ userId, workspaceId }) =>
      asOwner(
        (sql) =>
          sql`update memberships set role = 'viewer' where workspace_id = ${workspaceId} and user_id = ${userId}`,
      ),
  },
  "was lowered by one role": {
    words: "may no longer do this in the workspace",
    withdraw: ({ userId, workspaceId }) =>
      asOwner(
        (
          sql,
        ) => sql`update memberships set role = case role when 'owner' then 'admin' when 'admin' then 'member' else 'viewer' end
          where workspace_id = ${workspaceId} and user_id = ${userId}`,
      ),
  },
  "was removed": {
    words: "may no longer do this in the workspace",
    withdraw: ({ userId, workspaceId }) =>
      asOwner(
        (sql) => sql`delete from memberships where workspace_id = ${workspaceId} and user_id = ${userId}`,
      ),
  },
  "is disabled": {
    words: "may no longer do this in the workspace",
    withdraw: ({ userId }) =>
      asOwner((sql) => sql`update users set disabled_at = now() where id = ${userId}`),
  },
  "reported the sign-in": {
    words: "reported the sign-in that it came from as not theirs",
    withdraw: ({ userId }) =>
      asOwner(
        (sql) =>
          sql`insert into disownings (user_id, id, since, until) values (${userId}, new_id(), now() - interval '1 hour', now())`,
      ),
  },
  "lacks a factor that is asked for now": {
    words: "has no two-factor authentication, which the workspace requires",
    withdraw: ({ workspaceId }) =>
      asOwner(
        (sql) =>
          sql`update workspaces set two_factor_required_from = now() - interval '1 minute' where id = ${workspaceId}`,
      ),
  },
};
