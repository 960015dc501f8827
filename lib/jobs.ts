import { accountRecoverySweep } from "#lib/account/account-recovery/sweep.ts";
import { scoreSecurity } from "#lib/account/security-check/score-job.ts";
import { sweepSignIns } from "#lib/account/sign-in/sweep.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { confirmationMail } from "#lib/audience/confirmations/mail.ts";
import { purgeConfirmationsJob } from "#lib/audience/confirmations/purge-job.ts";
import { beginImport, beginSmallImport } from "#lib/audience/imports/begin.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { sweepImports } from "#lib/audience/imports/sweep.ts";
import { sweepSubscriberTraces } from "#lib/audience/link-openings/sweep.ts";
import { unsubscribeLinksMail } from "#lib/audience/unsubscribe/links-mail.ts";
import { watchUnsubscribes } from "#lib/audience/unsubscribe-alerts/job.ts";
import { auditCheckpoint } from "#lib/audit/chain/checkpoint-job.ts";
import { auditRetain } from "#lib/audit/chain/retain-job.ts";
import { exportAuditLog } from "#lib/audit/exports/job.ts";
import { sweepExports } from "#lib/audit/exports/sweep.ts";
import { auditRefusals } from "#lib/audit/refusals/job.ts";
import { auditVerify } from "#lib/audit/verifications/job.ts";
import type { Job } from "#lib/core/jobs/jobs.ts";
import { sweepCommandResults } from "#lib/core/once/sweep.ts";
import { watchApiKeys } from "#lib/integrations/api-keys/watch.ts";
import { sweepApiRequests } from "#lib/integrations/api-usage/sweep.ts";
import { webhookDeliver, webhookDeliverSlow } from "#lib/integrations/webhooks/job.ts";
import { sweepWebhookDeliveries } from "#lib/integrations/webhooks/sweep.ts";
import { webhookWake } from "#lib/integrations/webhooks/wake.ts";
import { newcomerMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { rotateJob } from "#lib/operations/encryption-keys/job.ts";
import { requestMail } from "#lib/privacy/subject-requests/mail.ts";
import { sweepRequestsJob } from "#lib/privacy/subject-requests/sweep-job.ts";
import { haltDisowned } from "#lib/sending/campaigns/halt-disowned.ts";
import { startJob } from "#lib/sending/campaigns/start-job.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import { wakeJob } from "#lib/sending/deliveries/wake.ts";

/** Lists every background job. The `schedule` of each makes up the timetable. */
export const jobs: readonly Job[] = [
  deliverJob,
  wakeJob,
  startJob,
  haltDisowned,
  webhookDeliver,
  webhookDeliverSlow,
  webhookWake,
  sweepWebhookDeliveries,
  beginImport,
  beginSmallImport,
  importRun,
  bulkRun,
  sweepImports,
  platformMail,
  newcomerMail,
  unsubscribeLinksMail,
  confirmationMail,
  purgeConfirmationsJob,
  sweepSubscriberTraces,
  watchUnsubscribes,
  accountRecoverySweep,
  scoreSecurity,
  rotateJob,
  sweepSignIns,
  auditCheckpoint,
  auditVerify,
  exportAuditLog,
  sweepExports,
  auditRetain,
  auditRefusals,
  sweepCommandResults,
  watchApiKeys,
  sweepApiRequests,
  requestMail,
  sweepRequestsJob,
];
