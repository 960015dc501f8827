import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeMember } from "#testing/factories.ts";
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

export const commands: Cases = {
  "audit_export.start": async () => {
    const { actor } = await makeMember();
    return { actor, input: { format: "csv" }, openToStrangers: "They export their own log." };
  },
  "audit_export.cancel": async () => {
    const { actor, exportId } = await makeAsked();
    return { actor, input: { exportId } };
  },
  "audit_export.finish": async () => {
    const { job, exportId } = await makeAsked();
    return { actor: job, input: { exportId, ending } };
  },
  "audit_export.download": async () => {
    const { actor, exportId } = await makeReady();
    return { actor, input: { exportId } };
  },
  "audit_export.remove": async () => {
    const { job, exportId } = await makeReady();
    return { actor: job, input: { exportId } };
  },
};

export const queries: QueryCases = {
  "audit_export.list": () => ({}),
  "audit_export.get": ({ seeded }) => ({ input: { exportId: seeded("auditExport") } }),
};

export const seed: Seed = async ({ actor, workspaceId }) => {
  const id = uuidv7();
  await asOwner(async (sql) => {
    await sql`insert into audit_exports (id, workspace_id, format, filters, asked_by)
      values (${id}, ${workspaceId}, 'csv', '{}', ${actor.userId})`;
    await sql`insert into audit_export_progress (export_id, workspace_id, run_id) values (${id}, ${workspaceId}, ${uuidv7()})`;
  });
  return { auditExport: id };
};
