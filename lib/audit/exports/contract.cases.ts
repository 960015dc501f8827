import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { jobActor, makeMember } from "#testing/factories.ts";
import { finishExport } from "./finish.ts";
import { exportLog } from "./start.ts";

async function makeAsked() {
  const { actor, workspaceId } = await makeMember();
  const { id: exportId } = await exportLog(actor, { format: "ndjson" });
  return { actor, exportId, job: jobActor(workspaceId) };
}

const ending = {
  key: "audit/exports/contract",
  name: "audit-log.ndjson",
  bytes: 1,
  sha256: "0".repeat(64),
  entries: 1,
  leftOut: 0,
  checkpoint: 1,
};

async function makeReady() {
  const made = await makeAsked();
  await finishExport(made.job, { exportId: made.exportId, ending });
  return made;
}

export const exportCases: Cases<
  | "audit_log.export"
  | "audit_log.cancel_export"
  | "audit_log.finish_export"
  | "audit_log.download"
  | "audit_log.remove_export"
> = {
  "audit_log.export": async () => {
    const { actor } = await makeMember();
    return { actor, input: { format: "csv" }, openToStrangers: "They export their own log." };
  },
  "audit_log.cancel_export": async () => {
    const { actor, exportId } = await makeAsked();
    return { actor, input: { exportId } };
  },
  "audit_log.finish_export": async () => {
    const { job, exportId } = await makeAsked();
    return { actor: job, input: { exportId, ending } };
  },
  "audit_log.download": async () => {
    const { actor, exportId } = await makeReady();
    return { actor, input: { exportId } };
  },
  "audit_log.remove_export": async () => {
    const { job, exportId } = await makeReady();
    return { actor: job, input: { exportId } };
  },
};

export const exportQueries: QueryCases = {
  "audit_log.exports": () => ({}),
  "audit_log.export_status": (world) => ({ input: { exportId: world.auditExport } }),
};
