import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { suppressionRules } from "#db/schema/suppression-rules.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { readRule } from "./read-rule.ts";

/** The most rules of a workspace, because the gate asks them all for every message. */
export const mostRules = 500;

/** Keeps mail away from every address of a domain, or of one name before the @. It holds for messages that wait, too. */
export const addSuppressionRule = command({
  name: "suppression_rule.add",
  allow: workspaceMember,
  input: z.object({
    rule: text({ max: 254 }).min(
      1,
      "Enter a domain, such as example.com, or a name with its @, such as abuse@.",
    ),
    note: text({ max: 500 }).optional(),
  }),
  async run({ tx, actor: { workspaceId, userId } }, { rule: given, note }) {
    const rule = readRule(given);
    if ("problem" in rule) throw invalid({ rule: rule.problem });
    await oneAtATime(tx, { workspaceId }, "suppression rules");
    const [size] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from suppression_rules where workspace_id = ${workspaceId}`,
    );
    if ((size?.n ?? 0) >= mostRules) throw invalid({ rule: `A workspace has at most ${mostRules} rules.` });
    const id = uuidv7();
    const [made] = await tx
      .insert(suppressionRules)
      .values({ workspaceId, id, ...rule, note: note || null, createdBy: userId })
      .onConflictDoNothing()
      .returning({ id: suppressionRules.id });
    if (!made) throw invalid({ rule: "There is this rule already." });
    return {
      result: { id, ...rule },
      audit: { target: null, detail: { kind: rule.kind, value: rule.value } },
    };
  },
});
