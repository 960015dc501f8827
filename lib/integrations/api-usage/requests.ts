import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { apiRequests } from "#db/schema/api-usage.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the requests of one key in the last 30 days, newest first. */
export const listApiRequests = query({
  name: "api_usage.requests",
  allow: workspaceAdmin,
  input: z.object({ keyId: z.uuid(), ...pageInput }),
  async run({ db, actor }, { keyId, cursor, limit }) {
    const rows = await db
      .select({
        id: apiRequests.id,
        keyId: apiRequests.keyId,
        at: apiRequests.at,
        method: apiRequests.method,
        endpoint: apiRequests.endpoint,
        status: apiRequests.status,
        milliseconds: apiRequests.milliseconds,
        ip: apiRequests.ip,
        userAgent: apiRequests.userAgent,
        requestId: apiRequests.requestId,
      })
      .from(apiRequests)
      .where(
        and(
          owned(apiRequests, actor),
          eq(apiRequests.keyId, keyId),
          cursor ? lt(apiRequests.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(apiRequests.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
