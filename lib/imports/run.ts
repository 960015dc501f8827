import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs.ts";
import { work } from "#lib/core/work.ts";
import { importBatch } from "./batch.ts";
import { type Mapping, mappingInput } from "./columns.ts";
import { delimiters } from "./dialect.ts";
import { readFile } from "./file.ts";
import { finishImport } from "./finish.ts";
import { ImportRefused } from "./import-refused.ts";
import { type Batch, readContacts } from "./read.ts";

/** Rows of one transaction: the fixed cost of a commit disappears, and a cancel still takes effect within a second. */
const rowsPerTransaction = 20_000;

/** Brings an import's rows in, from where it last got to. Killed anywhere, it is run again and goes on from there. */
export const importRun = job({
  name: "import-run",
  input: z.object({ workspaceId: z.uuid(), importId: z.uuid() }),
  policy: "short",
  retryLimit: 20,
  concurrency: 1,
  async run({ actor, signal }, { workspaceId, importId }) {
    const worker: WorkspaceJob = { ...actor, workspaceId };
    const begun = await markRunning(worker, importId);
    if (!begun) return;
    try {
      await bringIn(worker, importId, begun, signal);
      await finishImport(worker, { importId, failure: null });
    } catch (error) {
      if (error instanceof ImportRefused) await finishImport(worker, { importId, failure: error.message });
      else if (!(error instanceof AppError && error.code === "conflict")) throw error;
    }
  },
});

const dialectOf = z.object({ hasHeader: z.boolean(), delimiter: z.enum(delimiters) });

/** Takes a queued import, or one whose worker died. Null when it was cancelled or is done. */
export async function markRunning(actor: WorkspaceJob, importId: string) {
  return work(actor, async ({ tx }) => {
    const now = new Date();
    const [row] = await tx
      .update(imports)
      .set({ state: "running", startedAt: now, movedAt: now })
      .where(and(eq(imports.id, importId), inArray(imports.state, ["queued", "running"])))
      .returning({ mapping: imports.mapping, dialect: imports.dialect, linesRead: imports.linesRead });
    return (
      row && {
        mapping: mappingInput.parse(row.mapping),
        ...dialectOf.parse(row.dialect),
        linesRead: row.linesRead,
      }
    );
  });
}

type Begun = NonNullable<Awaited<ReturnType<typeof markRunning>>>;

async function bringIn(actor: WorkspaceJob, importId: string, begun: Begun, signal: AbortSignal) {
  const { mapping, hasHeader, delimiter, linesRead: resumeFromLine } = begun;
  const options = { mapping: mapping as Mapping, hasHeader, delimiter, resumeFromLine, signal };
  // One transaction writes while the next rows are read: the two sides of the work share the cores.
  let writing: Promise<unknown> = Promise.resolve();
  for await (const { accepted, refused, line, bytesRead } of joined(
    readContacts(readFile(actor, importId), options),
  )) {
    await writing;
    signal.throwIfAborted();
    writing = importBatch(actor, { importId, accepted, refused, line, bytesRead });
    writing.catch(() => {}); // heard at the next await
  }
  await writing;
}

async function* joined(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
  let held: Batch | undefined;
  for await (const batch of batches) {
    if (!held) held = batch;
    else {
      for (const row of batch.accepted) held.accepted.push(row);
      for (const refusal of batch.refused) held.refused.push(refusal);
      held.line = batch.line;
      held.bytesRead = batch.bytesRead;
    }
    if (held.accepted.length + held.refused.length < rowsPerTransaction) continue;
    yield held;
    held = undefined;
  }
  if (held) yield held;
}
