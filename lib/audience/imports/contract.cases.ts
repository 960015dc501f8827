import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeMember, makeNewsletter, uniqueEmail } from "#testing/factories.ts";
import { cancelImport } from "./cancel.ts";
import { createImport } from "./create.ts";
import { storeFile } from "./file.ts";
import { receiveImport } from "./receive.ts";
import { startImport } from "./start.ts";

/** Makes an import and takes it as far as its test needs. */
export async function makeImport(text: string | Buffer = "Email\nada@example.com\n") {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { ...(await importInto(actor, newsletterId, text)), actor, workspaceId, newsletterId };
}

/** Makes a second file for the same newsletter. */
export async function importInto(actor: Member, newsletterId: string, text: string | Buffer) {
  const { workspaceId } = actor;
  const consentSource = "Paper forms from the fair in Turin, May 2026.";
  const { id: importId } = await createImport(actor, {
    newsletterId,
    basis: "express",
    consentSource,
    attested: "on",
  });
  const job: WorkspaceJob = {
    kind: "job",
    job: "test",
    workspaceId,
    origin: { ...actor.origin, requestId: importId },
  };
  return { importId, job, receive: () => receive(job, importId, text) };
}

async function receive(job: WorkspaceJob, importId: string, text: string | Buffer) {
  const fileBytes = await storeFile(job, importId, bytesOf(text));
  await receiveImport(job, { importId, fileName: "people.csv", fileBytes });
}

async function* bytesOf(text: string | Buffer) {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let start = 0; start < bytes.length; start += 64 * 1024)
    yield bytes.subarray(start, start + 64 * 1024);
}

export const plainCsv = { mapping: { email: 0 }, hasHeader: true, delimiter: "," } as const;

async function makeRunning() {
  const made = await makeImport();
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  const { markRunning } = await import("./run.ts");
  await markRunning(made.job, made.importId);
  return made;
}

export const commands: Cases = {
  "import.export": async () => {
    const { actor, importId } = await makeImport();
    return { actor, input: { importId, fate: "added" } };
  },
  "import.create": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const consentSource = "Paper forms from the fair in Turin.";
    return { actor, input: { newsletterId, basis: "express", consentSource, attested: "on" } };
  },
  "import.create_suppression_list": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId, reason: "unsubscribed" } };
  },
  "import.receive": async () => {
    const { job, importId } = await makeImport();
    return { actor: job, input: { importId, fileName: "people.csv", fileBytes: 12 } };
  },
  "import.reopen": async () => {
    const { actor, importId, receive } = await makeImport();
    await receive();
    return { actor, input: { importId } };
  },
  "import.ask": async () => {
    const { job, importId, receive } = await makeImport();
    await receive();
    const questions = [{ field: "dates", question: "Choose how the dates are written." }];
    return { actor: job, input: { importId, questions, failure: null } };
  },
  "import.start": async () => {
    const { actor, importId, receive } = await makeImport();
    await receive();
    return { actor, input: { importId, ...plainCsv } };
  },
  "import.batch": async () => {
    const { job, importId } = await makeRunning();
    return { actor: job, input: { importId, accepted: [], refused: [], from: 0, line: 2, bytesRead: 10 } };
  },
  "import.finish": async () => {
    const { job, importId } = await makeRunning();
    return { actor: job, input: { importId, failure: null } };
  },
  "import.cancel": async () => {
    const { actor, importId } = await makeImport();
    return { actor, input: { importId } };
  },
  "import.resume": async () => {
    const { actor, importId } = await makeRunning();
    await cancelImport(actor, { importId });
    return { actor, input: { importId } };
  },
  "import.roll_back": async () => {
    const { actor, importId } = await makeImport();
    await cancelImport(actor, { importId });
    return { actor, input: { importId } };
  },
};

export const queries: QueryCases = {
  "import.list": () => ({}),
  "import.get": (world) => ({ input: { importId: world.import } }),
  "import.refusals": (world) => ({ input: { importId: world.import } }),
  "import.fates": (world) => ({ input: { importId: world.import, fate: "refused" } }),
};

export const seed: Seed = async ({ workspaceId, import: importId, suppression, contact }) => {
  await asOwner(async (sql) => {
    await sql`insert into import_chunks (import_id, position, workspace_id, bytes) values (${importId}, 0, ${workspaceId}, '\\x00')`;
    await sql`insert into import_refusals (import_id, workspace_id, line, reason, message, value)
      values (${importId}, ${workspaceId}, 2, 'invalid', 'This is no address.', ${uniqueEmail()})`;
    await sql`insert into import_left_values (workspace_id, import_id, line, position, contact_id, column_name, message, value)
      values (${workspaceId}, ${importId}, 2, 3, ${contact}, 'BIRTHDAY', 'Not a date.', 'soon')`;
    await sql`insert into suppression_sources (workspace_id, id, suppression_id, import_id)
      values (${workspaceId}, new_id(), ${suppression}, ${importId})`;
  });
};
