import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { apiKeys, apiKeyUses } from "#db/schema/api-keys.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Days without a request after which a key counts as stale. */
const STALE_DAYS = 90;

const state = sql<"working" | "unused" | "stale" | "ending" | "over" | "revoked">`case
  when ${apiKeys.revokedAt} is not null then 'revoked'
  when ${apiKeys.expiresAt} <= now() then 'over'
  when ${apiKeys.replacedBy} is not null then 'ending'
  when ${apiKeyUses.lastUsedAt} is null and ${apiKeys.createdAt} < now() - interval '7 days' then 'unused'
  when ${apiKeyUses.lastUsedAt} < now() - make_interval(days => ${STALE_DAYS}) then 'stale'
  else 'working' end`;

/** Whether whoever made a working key, and saw it, may make none any more: it is rotated, or trusted by mistake. */
const ofLeaver = sql<boolean>`${state} not in ('revoked', 'over', 'ending')
  and coalesce(${memberships.role}, '') not in ('owner', 'admin')`;

/**
 * Returns the workspace's keys, working ones first and newest first: what each may do, who made it, and when and from where it was
 * used last. Secrets are not among it. With `keyId` only that one.
 */
export const listApiKeys = query({
  name: "api_key.list",
  allow: workspaceAdmin,
  input: z.object({ keyId: z.uuid().optional() }),
  run: ({ db, actor }, { keyId }) =>
    db
      .select({
        id: apiKeys.id,
        prefix: sql<string>`'mn_' || ${apiKeys.environment} || '_' || ${apiKeys.publicId}`,
        lastFour: apiKeys.lastFour,
        name: apiKeys.name,
        environment: apiKeys.environment,
        scopes: apiKeys.scopes,
        ipRanges: apiKeys.ipRanges,
        createdAt: apiKeys.createdAt,
        createdBy: users.name,
        expiresAt: apiKeys.expiresAt,
        revokedAt: apiKeys.revokedAt,
        replacedBy: apiKeys.replacedBy,
        lastUsedAt: apiKeyUses.lastUsedAt,
        lastIp: apiKeyUses.lastIp,
        state,
        ofLeaver,
      })
      .from(apiKeys)
      .leftJoin(users, eq(users.id, apiKeys.createdBy))
      .leftJoin(
        memberships,
        and(eq(memberships.workspaceId, apiKeys.workspaceId), eq(memberships.userId, apiKeys.createdBy)),
      )
      .leftJoin(
        apiKeyUses,
        and(eq(apiKeyUses.workspaceId, apiKeys.workspaceId), eq(apiKeyUses.keyId, apiKeys.id)),
      )
      .where(and(owned(apiKeys, actor), keyId ? eq(apiKeys.id, keyId) : undefined))
      .orderBy(sql`${state} in ('over', 'revoked')`, desc(apiKeys.createdAt))
      .limit(500),
});
