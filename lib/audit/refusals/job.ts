import { z } from "zod";
import { unfoldRefusals } from "#lib/core/audit/unfold-refusals.ts";
import { job } from "#lib/core/jobs/jobs.ts";

/** Writes the entries of refusals that the flood limit folded, each minute those of windows that ended. */
export const auditRefusals = job({
  name: "audit-refusals",
  input: z.object({}),
  policy: "short",
  schedule: "* * * * *",
  atStart: true,
  async run() {
    await unfoldRefusals();
  },
});
