import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";

/** Every hour one, also when nothing happened: so a time without any shows. Asked more often, so that an hour that began badly still gets its own. */
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
