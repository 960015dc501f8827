import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";

/**
 * Makes one checkpoint an hour, even without events, so that an hour without one is noticed. Runs
 * more often, so that an hour that began badly still gets its own.
 */
export const auditCheckpoint = job({
  name: "audit-checkpoint",
  input: z.object({}),
  policy: "short",
  retryLimit: 3,
  schedule: "*/10 * * * *",
  atStart: true,
  async run() {
    await makeCheckpoint();
  },
});
