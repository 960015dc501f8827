import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { retainAuditLog } from "./retain.ts";

/** Each night: room for the months to come; what is wholly older than a year goes, a month at a time. */
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
