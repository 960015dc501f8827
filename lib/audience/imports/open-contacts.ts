import { xlsxAsCsv } from "#lib/audience/imports/reader/xlsx/read-xlsx.ts";
import type { BudgetOptions } from "#lib/audience/imports/reader/xlsx/reading-budget.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { readFile } from "./file.ts";
import { readRange, sizeOf } from "./file-range.ts";

/** Yields the text of a stored file; that of a workbook is its sheet as CSV. @throws ImportRefused for a workbook that cannot be read. */
export async function* openContacts(
  actor: WorkspaceJob,
  importId: string,
  options: BudgetOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(await isWorkbook(actor, importId))) return yield* readFile(actor, importId);
  const size = await sizeOf(actor, importId);
  yield* xlsxAsCsv({ size, read: (start, end) => readRange(actor, importId, start, end) }, options);
}

/** Returns whether a stored file is an Excel workbook: a ZIP file whose first names are those of one (ECMA-376 part 2). */
export async function isWorkbook(actor: WorkspaceJob, importId: string): Promise<boolean> {
  for await (const bytes of readRange(actor, importId, 0, 4096)) {
    const start = Buffer.from(bytes).toString("latin1");
    return (
      start.startsWith("PK\x03\x04") &&
      /\[Content_Types\]\.xml|_rels\/|(?:^|[^a-z])xl\/|docProps\//.test(start)
    );
  }
  return false;
}
