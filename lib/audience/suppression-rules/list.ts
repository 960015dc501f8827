import { asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { suppressionRules } from "#db/schema/suppression-rules.ts";
import { users } from "#db/schema/users.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostRules } from "./add.ts";

/** Returns the rules by what they block, with who added each. */
export const listSuppressionRules = query({
  name: "suppression_rule.list",
  allow: workspaceViewer,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({
        id: suppressionRules.id,
        kind: suppressionRules.kind,
        value: suppressionRules.value,
        note: suppressionRules.note,
        createdAt: suppressionRules.createdAt,
        addedBy: users.name,
      })
      .from(suppressionRules)
      .leftJoin(users, eq(users.id, suppressionRules.createdBy))
      .where(owned(suppressionRules, actor))
      .orderBy(asc(suppressionRules.kind), asc(sql`${suppressionRules.value} collate "C"`))
      .limit(mostRules),
});
