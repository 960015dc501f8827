import { accountRecoverySweep } from "#lib/account-recovery/sweep.ts";
import { auditCheckpoint } from "#lib/audit-chain/checkpoint-job.ts";
import { auditRetain } from "#lib/audit-chain/retain-job.ts";
import { exportAuditLog } from "#lib/audit-exports/job.ts";
import { sweepExports } from "#lib/audit-exports/sweep.ts";
import { auditVerify } from "#lib/audit-verifications/job.ts";
import type { Job } from "#lib/core/jobs.ts";
import { deliverJob } from "#lib/deliveries/job.ts";
import { wakeJob } from "#lib/deliveries/wake.ts";
import { rotateJob } from "#lib/encryption-keys/job.ts";
import { importRun } from "#lib/imports/run.ts";
import { sweepImports } from "#lib/imports/sweep.ts";
import { platformMail } from "#lib/mail/platform.ts";
import { scoreSecurity } from "#lib/security-check/score-job.ts";
import { sweepSignIns } from "#lib/sessions/sweep.ts";

/** Every background job, and through `schedule` the timetable. */
export const jobs: readonly Job[] = [
  deliverJob,
  wakeJob,
  importRun,
  sweepImports,
  platformMail,
  accountRecoverySweep,
  scoreSecurity,
  rotateJob,
  sweepSignIns,
  auditCheckpoint,
  auditVerify,
  exportAuditLog,
  sweepExports,
  auditRetain,
];
