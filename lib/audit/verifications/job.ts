import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { auditVerifications } from "#db/schema/audit-log.ts";
import { believedKeys } from "#lib/audit/chain/signer.ts";
import { verifyLog } from "#lib/audit/chain/verify-log.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { logError } from "#lib/core/log.ts";
import { owned } from "#lib/core/owned.ts";
import { work } from "#lib/core/work.ts";
import { exportStore } from "#lib/files/store.ts";
import { finishVerification } from "./finish.ts";
import type { VerificationReport } from "./verification.ts";

const mostShown = 20;
const mostKept = 1000;
const progressEveryMs = 500;

/**
 * Verifies what a workspace's owner sees of the log: its chain, and those of its members' accounts.
 * A second run starts anew.
 */
export const auditVerify = job({
  name: "audit-verify",
  input: z.object({ workspaceId: z.uuid(), verificationId: z.uuid() }),
  retryLimit: 3,
  apart: true,
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  ends: "Reads the workspace's own log once, in one snapshot.",
  async run({ actor, signal }, { workspaceId, verificationId }) {
    const worker: WorkspaceJob = { ...actor, workspaceId };
    try {
      const report = await verifyWorkspace(worker, verificationId, signal);
      const intact = report.broken.length === 0 && report.problems.length === 0;
      await finishVerification(worker, { verificationId, result: intact ? "intact" : "broken", report });
    } catch (error) {
      if (signal.aborted) throw error; // the worker stops; another one takes over
      logError(error, { job: auditVerify.name, verificationId });
      await finishVerification(worker, { verificationId, result: "failed", report: null });
    }
  },
});

async function verifyWorkspace(actor: WorkspaceJob, verificationId: string, signal: AbortSignal) {
  let own: VerificationReport["own"] = null;
  let told = 0;
  const tell = async (checked: number, total: number) => {
    if (Date.now() - told < progressEveryMs) return;
    told = Date.now();
    const mine = and(owned(auditVerifications, actor), eq(auditVerifications.id, verificationId));
    await work(actor, ({ tx }) =>
      tx.update(auditVerifications).set({ checked, total, movedAt: new Date() }).where(mine),
    );
  };
  const found = await keeper((tx) =>
    verifyLog({
      tx,
      store: exportStore(),
      believed: believedKeys(),
      workspaceId: actor.workspaceId,
      signal,
      onProgress: tell,
      onChain: ({ verifier, signedSeq }) => {
        if (verifier.chainId === actor.workspaceId) own = { seq: verifier.seq, signedSeq };
      },
    }),
  );
  const { intact, broken, problems, notes, ...rest } = found;
  return {
    ...rest,
    broken: broken.slice(0, mostShown),
    problems: problems.slice(0, mostKept),
    notes: notes.slice(0, mostKept),
    own,
  };
}
