import type { ByteSource } from "./blocks.ts";
import { checkMapping, type Mapping } from "./columns.ts";
import { type Encoding, type Note, openText } from "./decode.ts";
import type { Delimiter } from "./dialect.ts";
import { type Format, tellFormat } from "./format.ts";
import { type CsvChoices, inspectCsv } from "./inspect.ts";
import { NdjsonLines, ndjsonKeys, ndjsonMapping } from "./ndjson.ts";
import { excerpt, type Outcome, RowReader } from "./rows.ts";
import type { Cells } from "./tokenizer.ts";

const shownRows = 20;

/** What the person may decide about a file instead of us. */
export type FileChoices = CsvChoices & { format?: Format | undefined; encoding?: Encoding | undefined };

export type Preview = {
  format: Format;
  encoding: Encoding;
  notes: Note[];
  /** Null in NDJSON. */
  delimiter: Delimiter | null;
  hasHeader: boolean;
  mapping: Mapping;
  /** Every column in order, of NDJSON the keys that are filled; `header` is "" without one. Texts are excerpts, safe to show. */
  columns: { index: number; header: string }[];
  /** The first rows with what would become of them; `refused` is null too while no column holds the address. */
  rows: { line: number; cells: string[]; refused: string | null }[];
  /** The file ends within what was looked at, so these are all its rows if there are fewer than 20. */
  complete: boolean;
};

/**
 * What the mapping screen shows: the first 20 rows of a file and how they were understood, or would be with these
 * choices. Reads 256 KB, then lets go of the source.
 *
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
    return { ...previewNdjson(head, complete), encoding, notes };
  const { delimiter, hasHeader, mapping, columns, header, sample } = inspectCsv(head, complete, choices);

  const judge = judgeRows(mapping, columns, hasHeader);
  return {
    format: "csv",
    encoding,
    notes,
    delimiter,
    hasHeader,
    mapping,
    columns: Array.from({ length: columns }, (_, index) => ({ index, header: excerpt(header[index] ?? "") })),
    rows: sample.slice(0, shownRows).map(({ line, cells }) => ({
      line,
      cells: cells.map(excerpt),
      refused: judge(line, cells),
    })),
    complete,
  };
}

function previewNdjson(head: string, complete: boolean): Omit<Preview, "encoding" | "notes"> {
  const lines = new NdjsonLines();
  lines.push(head);
  if (complete) lines.end();
  const reader = new RowReader(ndjsonMapping, { columns: lines.count, hasHeader: false });
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
    columns,
    rows,
    complete,
  };
}

function judgeRows(mapping: Mapping, columns: number, hasHeader: boolean) {
  if (mapping.email === undefined) return () => null;
  checkMapping(mapping, columns);
  const rows = new RowReader(mapping, { columns, hasHeader });
  return (line: number, texts: string[]) => {
    const outcome: Outcome = { accepted: [], refused: [] };
    const cells: Cells = { line, count: texts.length, cell: (index) => texts[index] ?? "" };
    rows.read(cells, outcome);
    return outcome.refused[0]?.message ?? null;
  };
}
