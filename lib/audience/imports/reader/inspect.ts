import type { Basis } from "#lib/audience/contacts/grounds.ts";
import { type Columns, checkMapping, type Mapping, suggestColumns } from "./columns.ts";
import { type Delimiter, type Dialect, tellDialect } from "./dialect.ts";
import { headerRow } from "./header-row.ts";
import { ImportRefused } from "./import-refused.ts";
import { Tokenizer } from "./tokenizer.ts";

const sampleRows = 50;
/** Rows that are looked at for words that say who must not be mailed. */
const wordRows = 2000;

/** Choices the user may make in place of detection. */
export type CsvChoices = {
  delimiter?: Delimiter | undefined;
  hasHeader?: boolean | undefined;
  mapping?: Mapping | undefined;
  /** What the member said of values of the columns of states, chosen or suggested. */
  meanings?: Mapping["meanings"];
  /** Ground of the file, which decides what a column of dates is. */
  basis?: Basis | undefined;
};

export type Inspected = Dialect &
  Columns & {
    columns: number;
    /** Columns that the file has; those beyond `columns` are not read. */
    allColumns: number;
    /** Line of the header, or of the first person: lines above it are titles. */
    begins: number;
    /** Columns that say who must not be mailed as the file itself tells, whatever was chosen. */
    suggestedStanding: NonNullable<Mapping["standing"]>;
    /** Header's cells; empty without a header. */
    header: string[];
    sample: { line: number; cells: string[] }[];
  };

/**
 * Detects dialect, header and columns from the start of a CSV file.
 * @throws ImportRefused when there is no row, or the first one cannot be read.
 */
export function inspectCsv(head: string, complete: boolean, choices: CsvChoices = {}): Inspected {
  const dialect = tellDialect(head, complete, choices.delimiter);
  const all = firstRows(head.slice(dialect.skip), complete, dialect);
  const rows = all.slice(headerRow(all.slice(0, sampleRows + 1).map((row) => row.cells)));
  const sample = rows.slice(0, sampleRows + 1);
  const first = sample[0];
  if (!first) throw new ImportRefused("no_rows", "This file has no rows.");

  const suggested = suggestColumns(
    sample.map((row) => row.cells),
    choices.hasHeader,
    choices.basis,
    rows.map((row) => row.cells),
  );
  const mapping = {
    ...(choices.mapping ?? suggested.mapping),
    ...(choices.meanings && { meanings: choices.meanings }),
  };
  return {
    ...dialect,
    ...suggested,
    mapping,
    suggestedStanding: suggested.mapping.standing ?? [],
    columns: first.cells.length,
    allColumns: first.all,
    begins: first.line,
    header: suggested.hasHeader ? first.cells : [],
    sample: suggested.hasHeader ? sample.slice(1) : sample,
  };
}

/** Detects the same for reading, and requires a column of addresses. */
export function inspectForReading(head: string, complete: boolean, choices: CsvChoices) {
  const inspected = inspectCsv(head, complete, choices);
  const { mapping } = inspected;
  checkMapping(mapping, inspected.columns);
  return { ...inspected, mapping };
}

type HeadRow = { line: number; cells: string[]; all: number };

function firstRows(text: string, complete: boolean, dialect: Dialect): HeadRow[] {
  const rows = new Tokenizer(dialect.delimiter, dialect.firstLine);
  rows.push(text);
  if (complete) rows.end();

  const found: HeadRow[] = [];
  while (found.length <= wordRows) {
    const step = rows.next();
    if (step === "problem" && found.length > 0) continue;
    if (step === "problem") throw new ImportRefused("header", headerProblems[rows.problem] ?? tooLong);
    if (step !== "row") {
      if (step === "more" && found.length === 0 && text.trim() !== "")
        throw new ImportRefused("header", tooLong);
      break;
    }
    const cells = Array.from({ length: rows.count }, (_, index) => rows.cell(index));
    if (cells.some((cell) => cell.trim() !== "")) found.push({ line: rows.line, cells, all: rows.columns });
  }
  return found;
}

const tooLong =
  "The first line of this file is too long. Check that it is a list of contacts, one on each line.";

const headerProblems: Record<string, string> = {
  unclosed_quote: "A quote is opened on the first line of this file and never closed.",
  unreadable:
    "The first line of this file has characters that cannot be read. Save it as UTF-8 and try again.",
};
