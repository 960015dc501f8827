import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Records that a member takes the suppression list out as a file, before the first row leaves. */
export const exportSuppressions = command({
  name: "suppression.export",
  allow: workspaceAdmin,
  input: z.object({ reason: z.enum(["unsubscribed", "bounced", "complained", "manual"]).optional() }),
  run: async (_, { reason }) => ({ result: {}, audit: { target: null, detail: { reason: reason ?? null } } }),
});
