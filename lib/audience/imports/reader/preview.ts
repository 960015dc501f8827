import type { ByteSource } from "./blocks.ts";
import { checkMapping, type Mapping } from "./columns.ts";
import { type Encoding, type Note, openText } from "./decode.ts";
import type { Delimiter } from "./dialect.ts";
import { type Format, tellFormat } from "./format.ts";
import { type CsvChoices, inspectCsv } from "./inspect.ts";
import { NdjsonLines, ndjsonKeys, ndjsonMapping } from "./ndjson.ts";
import { excerpt, type Ground, type Outcome, RowReader } from "./rows.ts";
import type { Cells } from "./tokenizer.ts";

const shownRows = 20;

/** Choices about a file that the user may make in place of detection. */
export type FileChoices = CsvChoices & {
  format?: Format | undefined;
  encoding?: Encoding | undefined;
  ground?: Ground | undefined;
};

export type Preview = {
  format: Format;
  encoding: Encoding;
  notes: Note[];
  /** Delimiter; null in NDJSON. */
  delimiter: Delimiter | null;
  hasHeader: boolean;
  mapping: Mapping;
  /**
   * Every column in order, in NDJSON the filled keys; `header` is "" without one. Texts are
   * excerpts, safe to show.
   */
  columns: { index: number; header: string }[];
  /** First rows and their outcome; `refused` is also null while no column holds the address. */
  rows: { line: number; cells: string[]; refused: string | null }[];
  /** Column taken for the date because it is full of dates; null when its name says so, or none is. */
  offered: number | null;
  /** True when the file ends within the bytes read, so that fewer than 20 rows are all its rows. */
  complete: boolean;
};

/**
 * Returns the mapping screen's data: the first 20 rows of a file, as detected or read with these
 * choices. Reads 256 KB, then releases the source.
 * @throws ImportRefused when the file as a whole cannot be imported.
 */
export async function previewContacts(
  source: ByteSource,
  choices: FileChoices & { signal?: AbortSignal | undefined } = {},
): Promise<Preview> {
  const opened = await openText(source, choices);
  await opened.close();
  const { encoding, notes, head, complete } = opened;
  if ((choices.format ?? tellFormat(head)) === "ndjson")
    return { ...previewNdjson(head, complete, choices.ground), encoding, notes };
  const { delimiter, hasHeader, mapping, columns, header, sample, offered } = inspectCsv(
    head,
    complete,
    choices,
  );

  const judge = judgeRows(mapping, columns, hasHeader, choices.ground);
  return {
    format: "csv",
    encoding,
    notes,
    delimiter,
    hasHeader,
    mapping,
    offered: choices.mapping ? null : offered,
    columns: Array.from({ length: columns }, (_, index) => ({ index, header: excerpt(header[index] ?? "") })),
    rows: sample.slice(0, shownRows).map(({ line, cells }) => ({
      line,
      cells: cells.map(excerpt),
      refused: judge(line, cells),
    })),
    complete,
  };
}

function previewNdjson(
  head: string,
  complete: boolean,
  ground: Ground | undefined,
): Omit<Preview, "encoding" | "notes"> {
  const lines = new NdjsonLines();
  lines.push(head);
  if (complete) lines.end();
  const reader = new RowReader(ndjsonMapping, { columns: lines.count, hasHeader: false }, undefined, ground);
  const rows: Preview["rows"] = [];
  for (let step = lines.next(); step === "row" || step === "problem"; step = lines.next()) {
    if (rows.length === shownRows) break;
    const outcome: Outcome = { accepted: [], refused: [] };
    if (step === "row") reader.read(lines, outcome);
    else reader.readProblem(lines, outcome);
    const cells = ndjsonKeys.map((_, index) => (step === "row" ? excerpt(lines.cell(index)) : ""));
    rows.push({ line: lines.line, cells, refused: outcome.refused[0]?.message ?? null });
  }
  const columns = ndjsonKeys
    .map((header, index) => ({ index, header }))
    .filter(({ index }) => index === ndjsonMapping.email || rows.some(({ cells }) => cells[index]));
  return {
    format: "ndjson",
    delimiter: null,
    hasHeader: false,
    mapping: ndjsonMapping,
    offered: null,
    columns,
    rows,
    complete,
  };
}

function judgeRows(mapping: Mapping, columns: number, hasHeader: boolean, ground: Ground | undefined) {
  if (mapping.email === undefined) return () => null;
  checkMapping(mapping, columns);
  const rows = new RowReader(mapping, { columns, hasHeader }, undefined, ground);
  return (line: number, texts: string[]) => {
    const outcome: Outcome = { accepted: [], refused: [] };
    const cells: Cells = { line, count: texts.length, cell: (index) => texts[index] ?? "" };
    rows.read(cells, outcome);
    return outcome.refused[0]?.message ?? null;
  };
}
