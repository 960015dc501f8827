import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { retainAuditLog } from "./retain.ts";

/**
 * Each night, creates partitions for the coming months and drops those wholly older than a year,
 * month by month.
 */
export const auditRetain = job({
  name: "audit-retain",
  input: z.object({}),
  policy: "short",
  retryLimit: 2,
  retryDelay: 600,
  schedule: "40 4 * * *",
  async run({ actor, signal }) {
    await retainAuditLog({ requestId: actor.origin.requestId, signal });
  },
});
