import { AddressList } from "./address-list.ts";
import type { ByteSource } from "./blocks.ts";
import type { Columns, Mapping } from "./columns.ts";
import { type Note, openText } from "./decode.ts";
import type { Delimiter } from "./dialect.ts";
import type { Encoding } from "./encodings.ts";
import type { Format } from "./format.ts";
import type { Ground } from "./ground.ts";
import { ImportRefused } from "./import-refused.ts";
import { type CsvChoices, inspectForReading } from "./inspect.ts";
import { limits } from "./limits.ts";
import { NdjsonLines, ndjsonMapping } from "./ndjson.ts";
import {
  type ContactRow,
  isBlank,
  noOutcome,
  type Outcome,
  type ParseAddress,
  type Refusal,
  RowReader,
} from "./rows.ts";
import type { StopRow } from "./standing/stop-rows.ts";
import { type Cells, type Lines, Tokenizer } from "./tokenizer.ts";

export type ReadOptions = CsvChoices & {
  /** Format of the file: "csv" by default; "ndjson" is `application/x-ndjson`. */
  format?: Format | undefined;
  encoding?: Encoding | undefined;
  /**
   * The `line` of the last committed batch. Rows up to it are read again to find duplicates, and
   * not returned.
   */
  resumeFromLine?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes after which the reading stops: `bytesRead` of the last batch is more, and rows may follow. */
  mostBytes?: number | undefined;
  /** Rows per batch, at most 5,000; fewer where rows are long. */
  batchRows?: number | undefined;
  parseAddress?: ParseAddress | undefined;
  /** Sees each row before it is judged. */
  onRow?: ((cells: Cells) => void) | undefined;
  /** Without it, no row is refused for its date. */
  ground?: Ground | undefined;
};

/** Facts about the file, known before its first row. */
export type FileFacts = {
  format: Format;
  encoding: Encoding;
  notes: Note[];
  delimiter: Delimiter | null;
  hasHeader: boolean;
  mapping: Mapping;
  unmapped: Columns["unmapped"];
};

export type Batch = {
  accepted: ContactRow[];
  stopped: StopRow[];
  refused: Refusal[];
  /** Bytes read from the source so far, for progress; up to 256 KB ahead of the rows. */
  bytesRead: number;
  /** Line on which the last row of this batch begins; `resumeFromLine` once the batch is committed. */
  line: number;
  file: FileFacts;
};

export type Summary = {
  accepted: number;
  stopped: number;
  refused: number;
  blank: number;
  bytesRead: number;
  file: FileFacts;
};

/**
 * Reads a contact list of any length in constant memory, 64 to 256 KB at a time. Yields batches of
 * rows to write, with refusals and their reasons, and reads no further than the requested batch.
 * The same bytes and options always give the same rows and refusals, so that a broken import can
 * continue from its last line.
 * @returns the totals, as the generator's return value (accepted and refused without the rows
 * before `resumeFromLine`).
 * @throws ImportRefused when the file as a whole cannot be imported, also halfway; the signal's
 * reason when aborted.
 */
export async function* readContacts(
  source: ByteSource,
  options: ReadOptions = {},
): AsyncGenerator<Batch, Summary, undefined> {
  const { signal, resumeFromLine = 0, batchRows = limits.batchRows } = options;
  const opened = await openText(source, { encoding: options.encoding, signal });
  try {
    const { lines, rows, file, skip, begins } = prepare(opened, options);
    const most = Math.max(1, Math.min(batchRows, limits.batchRows));
    const total: Summary = { accepted: 0, stopped: 0, refused: 0, blank: 0, bytesRead: 0, file };

    let headerPending = file.hasHeader;
    let rowsSeen = 0;
    let handedOutAt = 0;
    let quietSince = 0;
    let last = resumeFromLine;
    let batch = emptyBatch();
    const earlier = emptyBatch();

    for await (const piece of opened.pieces) {
      lines.push(total.bytesRead === 0 ? piece.text.slice(skip) : piece.text);
      total.bytesRead = piece.bytesRead;
      yield* readHeldLines();
      // A file may go on for long without rows to write: who reads it is told how far it is.
      const cut = total.bytesRead > (options.mostBytes ?? Number.POSITIVE_INFINITY);
      if (cut || (lines.line > resumeFromLine && total.bytesRead - quietSince >= limits.batchBytes))
        yield handOut();
      if (cut) return total;
    }
    lines.end();
    yield* readHeldLines();

    total.blank = rows.blank;
    if (rowsSeen === rows.blank) throw noRows(file.hasHeader);
    if (batch.line > 0) yield handOut();
    return total;

    function* readHeldLines() {
      for (let step = lines.next(); step === "row" || step === "problem"; step = lines.next()) {
        if (lines.line < begins) continue;
        if (headerPending) {
          headerPending = isBlank(lines);
          continue;
        }
        rowsSeen++;
        const into = lines.line <= resumeFromLine ? earlier : batch;
        if (step === "row") options.onRow?.(lines);
        if (step === "row") rows.read(lines, into);
        else rows.readProblem(lines, into);

        into.line = lines.line;
        if (into === earlier) earlier.accepted.length = earlier.stopped.length = earlier.refused.length = 0;
        const held = batch.accepted.length + batch.stopped.length + batch.refused.length;
        if (held === 0) handedOutAt = total.bytesRead;
        if (held < most && total.bytesRead - handedOutAt < limits.batchBytes) continue;
        yield handOut();
        signal?.throwIfAborted();
      }
    }

    function handOut(): Batch {
      const full = { ...batch, bytesRead: total.bytesRead, file };
      total.accepted += full.accepted.length;
      total.stopped += full.stopped.length;
      total.refused += full.refused.length;
      if (full.line > 0) last = full.line;
      else full.line = last;
      batch = emptyBatch();
      handedOutAt = quietSince = total.bytesRead;
      return full;
    }
  } finally {
    await opened.close();
  }
}

function prepare(opened: Awaited<ReturnType<typeof openText>>, options: ReadOptions) {
  const { encoding, notes } = opened;
  if (options.format === "list") {
    const mapping: Mapping & { email: number } = { email: 0 };
    const file: FileFacts = {
      format: "list",
      encoding,
      notes,
      delimiter: null,
      hasHeader: false,
      mapping,
      unmapped: [],
    };
    const rows = new RowReader(
      mapping,
      { columns: 1, hasHeader: false },
      options.parseAddress,
      options.ground,
    );
    return { lines: new AddressList() as Lines, rows, file, skip: 0, begins: 0 };
  }
  if (options.format === "ndjson") {
    const mapping = { ...ndjsonMapping, meanings: options.mapping?.meanings };
    const file: FileFacts = {
      format: "ndjson",
      encoding,
      notes,
      delimiter: null,
      hasHeader: false,
      mapping,
      unmapped: [],
    };
    const lines: Lines = new NdjsonLines();
    return {
      lines,
      rows: new RowReader(
        mapping,
        { columns: lines.count, hasHeader: false },
        options.parseAddress,
        options.ground,
      ),
      file,
      skip: 0,
      begins: 0,
    };
  }

  const { delimiter, firstLine, skip, columns, hasHeader, mapping, unmapped, header, begins } =
    inspectForReading(opened.head, opened.complete, options);
  const file: FileFacts = { format: "csv", encoding, notes, delimiter, hasHeader, mapping, unmapped };
  const lines: Lines = new Tokenizer(delimiter, firstLine);
  return {
    lines,
    rows: new RowReader(mapping, { columns, hasHeader, header }, options.parseAddress, options.ground),
    file,
    skip,
    begins,
  };
}

function emptyBatch(): Outcome & { line: number } {
  return { ...noOutcome(), line: 0 };
}

function noRows(hasHeader: boolean): ImportRefused {
  return new ImportRefused(
    "no_rows",
    hasHeader ? "This file has a header and no rows below it." : "This file has no rows.",
  );
}
