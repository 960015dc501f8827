import type { FieldKind } from "#lib/audience/contact-fields/value.ts";
import { AddressList } from "./address-list.ts";
import type { ByteSource } from "./blocks.ts";
import { checkMapping, type Mapping } from "./columns.ts";
import { type Note, openText } from "./decode.ts";
import type { Delimiter } from "./dialect.ts";
import type { Encoding } from "./encodings.ts";
import { excerpt } from "./excerpt.ts";
import { type Format, tellFormat } from "./format.ts";
import type { Ground } from "./ground.ts";
import { type CsvChoices, inspectCsv } from "./inspect.ts";
import { NdjsonLines, ndjsonKeys, ndjsonMapping } from "./ndjson.ts";
import { guessKind } from "./own/guess-kind.ts";
import { noOutcome, type Outcome, RowReader } from "./rows.ts";
import type { StandingColumn, StopReason } from "./standing/standing.ts";
import type { Cells, Lines } from "./tokenizer.ts";

const shownRows = 20;

/** Choices about a file that the user may make in place of detection. */
export type FileChoices = CsvChoices & {
  format?: Format | undefined;
  encoding?: Encoding | undefined;
  ground?: Ground | undefined;
};

export type PreviewRow = {
  line: number;
  cells: string[];
  refused: string | null;
  stopped: StopReason | null;
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
  rows: PreviewRow[];
  /** Columns that say who must not be mailed, as the file itself tells, whatever was chosen. */
  suggestedStanding: StandingColumn[];
  /** By column: the kind that a new field for its values would have. */
  kinds: FieldKind[];
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
  const format = choices.format ?? tellFormat(head);
  if (format !== "csv") return { ...previewLines(format, head, complete, choices), encoding, notes };
  const { delimiter, hasHeader, mapping, columns, allColumns, header, sample, offered, suggestedStanding } =
    inspectCsv(head, complete, choices);

  const judge = judgeRows(mapping, columns, header, choices.ground);
  if (allColumns > columns)
    notes.push({
      code: "columns",
      message: `The file has ${allColumns} columns. The first ${columns} are read; the others are ignored.`,
    });
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
      ...judge(line, cells),
    })),
    suggestedStanding,
    kinds: Array.from({ length: columns }, (_, index) =>
      guessKind(sample.map(({ cells }) => cells[index] ?? "")),
    ),
    complete,
  };
}

function previewLines(
  format: "ndjson" | "list",
  head: string,
  complete: boolean,
  { ground, meanings }: FileChoices,
): Omit<Preview, "encoding" | "notes"> {
  const lines: Lines = format === "ndjson" ? new NdjsonLines() : new AddressList();
  lines.push(head);
  if (complete) lines.end();
  const mapping = { ...(format === "ndjson" ? ndjsonMapping : { email: 0 }), ...(meanings && { meanings }) };
  const names: readonly string[] = format === "ndjson" ? ndjsonKeys : ["email"];
  const reader = new RowReader(mapping, { columns: lines.count, hasHeader: false }, undefined, ground);
  const rows: PreviewRow[] = [];
  for (let step = lines.next(); step === "row" || step === "problem"; step = lines.next()) {
    if (rows.length === shownRows) break;
    const outcome = noOutcome();
    if (step === "row") reader.read(lines, outcome);
    else reader.readProblem(lines, outcome);
    const cells = names.map((_, index) => (step === "row" ? excerpt(lines.cell(index)) : ""));
    rows.push({ line: lines.line, cells, ...outcomeOf(outcome) });
  }
  const columns = names
    .map((header, index) => ({ index, header }))
    .filter(({ index }) => index === mapping.email || rows.some(({ cells }) => cells[index]));
  return {
    format,
    delimiter: null,
    hasHeader: false,
    mapping,
    offered: null,
    suggestedStanding: [],
    kinds: [],
    columns,
    rows,
    complete,
  };
}

function judgeRows(mapping: Mapping, columns: number, header: string[], ground: Ground | undefined) {
  if (mapping.email === undefined) return () => ({ refused: null, stopped: null });
  checkMapping(mapping, columns);
  const rows = new RowReader(mapping, { columns, hasHeader: header.length > 0, header }, undefined, ground);
  return (line: number, texts: string[]) => {
    const outcome = noOutcome();
    const cells: Cells = { line, count: texts.length, cell: (index) => texts[index] ?? "" };
    rows.read(cells, outcome);
    return outcomeOf(outcome);
  };
}

const outcomeOf = ({ accepted, stopped, refused }: Outcome) => ({
  refused: accepted.length > 0 ? null : (refused[0]?.message ?? null),
  stopped: stopped[0]?.reason ?? null,
});
