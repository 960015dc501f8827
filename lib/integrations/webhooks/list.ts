import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { webhookHealth, webhooks } from "#db/schema/webhooks.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";

/** The name of the API key that did it, otherwise of the member; null for one who was erased. */
const whoseName = (userId: PgColumn, keyId: PgColumn) =>
  sql<string | null>`coalesce(
    (select k.name from api_keys k where k.workspace_id = ${webhooks.workspaceId} and k.id = ${keyId}),
    (select u.name from users u where u.id = ${userId}))`;

/** Returns the workspace's webhooks with how their address answers, newest first, and never a secret. With `webhookId` only that one. */
export const listWebhooks = query({
  name: "webhook.list",
  allow: orKey(workspaceAdmin, "webhooks:read"),
  sole: () => true,
  input: z.object({ ...pageInput, webhookId: z.uuid().optional() }),
  async run({ db, actor }, { webhookId, cursor, limit }) {
    const rows = await db
      .select({
        id: webhooks.id,
        url: webhooks.url,
        description: webhooks.description,
        events: webhooks.events,
        createdAt: webhooks.createdAt,
        ofProgram: sql<boolean>`${webhooks.programId} is not null`,
        madeBy: whoseName(webhooks.createdBy, webhooks.programId),
        changedAt: webhooks.changedAt,
        changedByProgram: sql<boolean>`${webhooks.changedProgramId} is not null`,
        changedBy: whoseName(webhooks.changedBy, webhooks.changedProgramId),
        movedAt: webhooks.movedAt,
        disabledAt: webhooks.disabledAt,
        disabledReason: webhooks.disabledReason,
        deliveredAt: webhookHealth.deliveredAt,
        failingSince: webhookHealth.failingSince,
        retryAt: webhookHealth.retryAt,
        problem: webhookHealth.problem,
        formerSecretUntil: sql<Date | null>`(select max(s.ends_at) from webhook_secrets s
          where s.workspace_id = ${webhooks.workspaceId} and s.webhook_id = ${webhooks.id} and s.ends_at > now())`.mapWith(
          webhooks.createdAt,
        ),
      })
      .from(webhooks)
      .leftJoin(
        webhookHealth,
        sameWorkspace(webhookHealth, webhooks, eq(webhookHealth.webhookId, webhooks.id)),
      )
      .where(
        and(
          owned(webhooks, actor),
          webhookId ? eq(webhooks.id, webhookId) : undefined,
          cursor ? lt(webhooks.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(webhooks.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
