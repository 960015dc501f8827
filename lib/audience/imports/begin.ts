import { and, eq, isNull, sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api-keys.ts";
import { type ImportQuestion, imports } from "#db/schema/imports.ts";
import { ImportRefused } from "#lib/audience/imports/reader/import-refused.ts";
import type { ApiKey, WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { type Job, job } from "#lib/core/jobs/jobs.ts";
import { owned } from "#lib/core/owned.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { work } from "#lib/core/work.ts";
import { askImport } from "./ask.ts";
import { importBegin, keyEnded, smallImportBegin } from "./begin-queue.ts";
import { type ImportPreview, previewImport } from "./preview-import.ts";
import { startImport } from "./start.ts";

type Choices = { dates: "" | "dmy" | "mdy"; givenOn: string };

/**
 * Starts an import that a program sent, with the columns that its page would suggest. Rows in doubt are left out. What the page
 * would have to ask first is kept as questions, and a file that cannot be read ends the import.
 */
const run: Job<typeof importBegin.input>["run"] = async (
  { actor, signal },
  { workspaceId, importId, dates, givenOn },
) => {
  const worker: WorkspaceJob = { ...actor, workspaceId };
  const program = await programOf(worker, importId);
  if (!program) return;
  if (program === "ended") return end(worker, importId, keyEnded);
  try {
    const { questions, failure } = await begin(program, importId, { dates, givenOn }, signal);
    if (failure !== null) await end(worker, importId, failure);
    else if (questions.length > 0) await askImport(worker, { importId, questions, failure: null });
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthorized") return end(worker, importId, keyEnded);
    // A member may have started or discarded it on its page meanwhile.
    if (!(error instanceof AppError && ["conflict", "notFound"].includes(error.code))) throw error;
  }
};

export const beginImport = job({ ...importBegin, run });

/** The same of small files. */
export const beginSmallImport = job({ ...smallImportBegin, run });

const end = async (worker: WorkspaceJob, importId: string, failure: string) => {
  await askImport(worker, { importId, questions: [], failure });
};

/** Returns the key that sent a file which nobody has dealt with yet; "ended" for one that works no more, null for no such file. */
async function programOf(worker: WorkspaceJob, importId: string): Promise<ApiKey | "ended" | null> {
  const [row] = await work(worker, ({ tx }) =>
    tx
      .select({
        keyId: apiKeys.id,
        scopes: apiKeys.scopes,
        environment: apiKeys.environment,
        madeBy: apiKeys.createdBy,
        works: sql<boolean>`${apiKeys.revokedAt} is null and coalesce(${apiKeys.expiresAt}, 'infinity') > now()`,
      })
      .from(imports)
      .innerJoin(apiKeys, sameWorkspace(apiKeys, imports, eq(apiKeys.id, imports.programId)))
      .where(
        and(
          owned(imports, worker),
          eq(imports.id, importId),
          eq(imports.state, "received"),
          isNull(imports.questions),
        ),
      ),
  );
  if (!row) return null;
  const { works, ...key } = row;
  return works ? { kind: "apiKey", ...key, workspaceId: worker.workspaceId, origin: worker.origin } : "ended";
}

async function begin(program: ApiKey, importId: string, { dates, givenOn }: Choices, signal: AbortSignal) {
  let preview: ImportPreview;
  try {
    preview = await previewImport(program, importId, {
      signal,
      ...(dates && { reading: { order: dates } }),
      ...(givenOn && { givenOn }),
    });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    const open = error.code === "no_email_column" || error.code === "mapping";
    return open ? asked({ columns: error.message }) : { questions: [], failure: error.message };
  }
  if (preview.mapping.email === undefined && preview.format === "csv")
    return asked({
      columns: "None of the columns looks like email addresses. Choose the column that holds them.",
    });
  try {
    await startImport(program, {
      importId,
      mapping: preview.mapping as never,
      hasHeader: preview.hasHeader,
      delimiter: preview.delimiter ?? ",",
      format: preview.format,
      encoding: preview.encoding,
      dates,
      givenOn,
      unexplained: "leave_out",
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return asked(error.fields);
    throw error;
  }
  return { questions: [], failure: null };
}

const asked = (fields: Record<string, string>): { questions: ImportQuestion[]; failure: string | null } => ({
  questions: Object.entries(fields).map(([field, question]) => ({ field: names[field] ?? field, question })),
  failure: null,
});

/** What the API calls otherwise. */
const names: Record<string, string> = {
  givenOn: "agreed_on",
  ignoresStops: "columns",
};
