import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { suppressionRules } from "#db/schema/suppression-rules.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Removes a rule. Addresses that are suppressed themselves stay so. */
export const removeSuppressionRule = command({
  name: "suppression_rule.remove",
  allow: workspaceAdmin,
  input: z.object({ ruleId: z.uuid() }),
  async run({ tx, actor }, { ruleId }) {
    const [gone] = await tx
      .delete(suppressionRules)
      .where(and(owned(suppressionRules, actor), eq(suppressionRules.id, ruleId)))
      .returning({ kind: suppressionRules.kind, value: suppressionRules.value });
    if (!gone) throw notFound("rule");
    return { result: gone, audit: { target: null, detail: { kind: gone.kind, value: gone.value } } };
  },
});
