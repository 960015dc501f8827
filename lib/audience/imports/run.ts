import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { dayOrders } from "#lib/audience/contacts/dates.ts";
import { type Mapping, mappingInput } from "#lib/audience/imports/reader/columns.ts";
import { delimiters } from "#lib/audience/imports/reader/dialect.ts";
import { encodings } from "#lib/audience/imports/reader/encodings.ts";
import { formats } from "#lib/audience/imports/reader/format.ts";
import { ImportRefused } from "#lib/audience/imports/reader/import-refused.ts";
import { type Batch, readContacts } from "#lib/audience/imports/reader/read.ts";
import { TurnOver } from "#lib/audience/imports/reader/xlsx/reading-budget.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { bounded } from "#lib/core/text.ts";
import { work } from "#lib/core/work.ts";
import { importBatch } from "./batch.ts";
import { finishImport } from "./finish.ts";
import { openContacts } from "./open-contacts.ts";
import { ListRefused } from "./refuse-list.ts";

/**
 * Rows per transaction. The fixed cost of a commit becomes negligible, and a cancel still takes
 * effect within a second.
 */
const rowsPerTransaction = 20_000;
/** Rows further apart in the file than this are written in several transactions. */
const bytesPerTransaction = 16 * 1024 * 1024;

/**
 * Writes an import's rows, from where it last stopped. A run killed at any point continues there.
 * Between two transactions it yields to waiting imports; a workspace has one import at work at a
 * time.
 */
export const importRun = job({
  name: "import-run",
  input: z.object({ workspaceId: z.uuid(), importId: z.uuid() }),
  policy: "short",
  retryLimit: 20,
  apart: true,
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  async run({ actor, signal, othersWait }, { workspaceId, importId }) {
    const worker: WorkspaceJob = { ...actor, workspaceId };
    const begun = await markRunning(worker, importId);
    if (!begun) return "done";
    try {
      const left = await bringIn(worker, importId, begun, { signal, othersWait });
      if (left === "done") await finishImport(worker, { importId, failure: null });
      return left;
    } catch (error) {
      const withdrawn = error instanceof AppError && error.code === "forbidden";
      if (error instanceof ImportRefused || withdrawn)
        await finishImport(worker, {
          importId,
          failure: error.message,
          ...(error instanceof ListRefused && { listPeople: error.people }),
        });
      else if (!(error instanceof AppError && error.code === "conflict")) throw error;
      return "done";
    }
  },
});

const dialectOf = z.object({
  hasHeader: z.boolean(),
  delimiter: z.enum(delimiters),
  format: z.enum(formats).optional(),
  encoding: z.enum(encodings).optional(),
  /** Imports that began before dates were read carry neither. */
  reading: z.object({ order: z.enum(dayOrders).nullable(), since1904: z.boolean().optional() }).optional(),
  /** How its other dates are read: of confirmations and of own fields. */
  others: z.object({ order: z.enum(dayOrders).nullable(), since1904: z.boolean().optional() }).optional(),
  today: bounded(10).optional(),
});

/**
 * Marks a queued import, or one whose worker died, as running. Returns null when it was cancelled
 * or is done.
 */
export async function markRunning(actor: WorkspaceJob, importId: string) {
  return work(actor, async ({ tx }) => {
    const now = new Date();
    const startedAt = sql`case when ${imports.state} = 'running' then ${imports.startedAt} else now() end`;
    const [row] = await tx
      .update(imports)
      .set({ state: "running", startedAt, movedAt: now })
      .where(and(eq(imports.id, importId), inArray(imports.state, ["queued", "running"])))
      .returning({
        mapping: imports.mapping,
        dialect: imports.dialect,
        linesRead: imports.linesRead,
        basis: imports.basis,
        givenOn: imports.givenOn,
        purpose: imports.purpose,
        stopReason: imports.stopReason,
      });
    return (
      row && {
        mapping: mappingInput.parse(row.mapping),
        ...dialectOf.parse(row.dialect),
        linesRead: row.linesRead,
        basis: row.basis ?? ("express" as const),
        givenOn: row.givenOn,
        stopAll: row.purpose === "suppress" ? (row.stopReason ?? ("manual" as const)) : null,
      }
    );
  });
}

type Begun = NonNullable<Awaited<ReturnType<typeof markRunning>>>;

/** Each turn reads the earlier rows again to find duplicates, so that later turns are longer. */
const rowsPerTurn = (linesRead: number) => Math.max(rowsPerTransaction, linesRead / 20);

async function bringIn(
  actor: WorkspaceJob,
  importId: string,
  begun: Begun,
  { signal, othersWait }: { signal: AbortSignal; othersWait: () => Promise<boolean> },
) {
  const {
    mapping,
    linesRead: resumeFromLine,
    basis,
    givenOn,
    reading,
    others,
    today,
    stopAll,
    ...dialect
  } = begun;
  const ground =
    today || stopAll
      ? {
          basis,
          today: today ?? "9999-12-31",
          reading: reading ?? { order: null },
          others,
          forAll: givenOn,
          stopAll,
        }
      : undefined;
  const turnEnds = resumeFromLine + rowsPerTurn(resumeFromLine);
  let from = resumeFromLine;
  const options = { ...dialect, ground, mapping: mapping as Mapping, resumeFromLine, signal };
  // One transaction writes while the next rows are read, so that both use the cores.
  let writing: Promise<unknown> = Promise.resolve();
  const turnOver = async () => from >= turnEnds && (await othersWait());
  const file = openContacts(actor, importId, { signal, turnOver });
  try {
    for await (const batch of joined(readContacts(file, options))) {
      const { accepted, stopped, refused, line, bytesRead } = batch;
      await writing;
      signal.throwIfAborted();
      if (await turnOver()) return "again";
      writing = importBatch(actor, { importId, accepted, stopped, refused, from, line, bytesRead });
      writing.catch(() => {}); // its error is handled at the next await
      from = line;
    }
  } catch (error) {
    if (!(error instanceof TurnOver)) throw error;
    await writing;
    return "again";
  }
  await writing;
  return "done";
}

async function* joined(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
  let held: Batch | undefined;
  let began = 0;
  for await (const batch of batches) {
    if (!held) {
      held = batch;
      began = batch.bytesRead;
    } else {
      for (const row of batch.accepted) held.accepted.push(row);
      for (const stop of batch.stopped) held.stopped.push(stop);
      for (const refusal of batch.refused) held.refused.push(refusal);
      held.line = batch.line;
      held.bytesRead = batch.bytesRead;
    }
    const rows = held.accepted.length + held.stopped.length + held.refused.length;
    if (rows < rowsPerTransaction && held.bytesRead - began < bytesPerTransaction) continue;
    yield held;
    held = undefined;
  }
  if (held) yield held;
}
