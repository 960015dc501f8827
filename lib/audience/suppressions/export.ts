import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { suppressionFilters } from "./list.ts";

/** Records that a member takes the suppression list out as a file, before the first row leaves. */
export const exportSuppressions = command({
  name: "suppression.export",
  allow: workspaceAdmin,
  input: z.object(suppressionFilters),
  run: async (_, { search, reason, ...filters }) => ({
    result: {},
    audit: { target: null, detail: { reason: reason ?? null, ...filters, searched: Boolean(search) } },
  }),
});
