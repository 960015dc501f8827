import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { stoppedNow } from "./stopped-now.ts";

/**
 * Revokes a key for good. The next request with it is refused, in every process, because each request asks the database. Webhooks that it
 * made or sent elsewhere stand still until an admin has looked at them, and campaigns that it sent are paused on their way.
 */
export const revokeApiKey = command({
  name: "api_key.revoke",
  allow: workspaceAdmin,
  input: z.object({ keyId: z.uuid("That key no longer exists.") }),
  async run({ tx, actor }, { keyId }) {
    const [key] = await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()`, revokedBy: actor.userId })
      .where(and(owned(apiKeys, actor), eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name, lastFour: apiKeys.lastFour });
    if (!key) throw notFound("key");
    const { also, words: _, ...stopped } = await stoppedNow(tx, actor);
    return {
      result: { ...key, ...stopped },
      audit: { target: keyId, detail: { lastFour: key.lastFour } },
      also,
    };
  },
});
