import type { Basis } from "#lib/audience/contacts/grounds.ts";
import { type Columns, checkMapping, type Mapping, suggestColumns } from "./columns.ts";
import { type Delimiter, type Dialect, tellDialect } from "./dialect.ts";
import { ImportRefused } from "./import-refused.ts";
import { Tokenizer } from "./tokenizer.ts";

const sampleRows = 50;

/** Choices the user may make in place of detection. */
export type CsvChoices = {
  delimiter?: Delimiter | undefined;
  hasHeader?: boolean | undefined;
  mapping?: Mapping | undefined;
  /** Ground of the file, which decides what a column of dates is. */
  basis?: Basis | undefined;
};

export type Inspected = Dialect &
  Columns & {
    columns: number;
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
  const sample = firstRows(head.slice(dialect.skip), complete, dialect);
  const first = sample[0];
  if (!first) throw new ImportRefused("no_rows", "This file has no rows.");

  const suggested = suggestColumns(
    sample.map((row) => row.cells),
    choices.hasHeader,
    choices.basis,
  );
  const mapping = choices.mapping ?? suggested.mapping;
  return {
    ...dialect,
    ...suggested,
    mapping,
    columns: first.cells.length,
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

function firstRows(text: string, complete: boolean, dialect: Dialect): Inspected["sample"] {
  const rows = new Tokenizer(dialect.delimiter, dialect.firstLine);
  rows.push(text);
  if (complete) rows.end();

  const found: Inspected["sample"] = [];
  while (found.length <= sampleRows) {
    const step = rows.next();
    if (step === "problem" && found.length > 0) continue;
    if (step === "problem") throw new ImportRefused("header", headerProblems[rows.problem] ?? tooLong);
    if (step !== "row") {
      if (step === "more" && found.length === 0 && text.trim() !== "")
        throw new ImportRefused("header", tooLong);
      break;
    }
    const cells = Array.from({ length: rows.count }, (_, index) => rows.cell(index));
    if (cells.some((cell) => cell.trim() !== "")) found.push({ line: rows.line, cells });
  }
  return found;
}

const tooLong =
  "The first line of this file is too long. Check that it is a list of contacts, one on each line.";

const headerProblems: Record<string, string> = {
  too_many_columns: "The first line of this file has more than 200 columns.",
  unclosed_quote: "A quote is opened on the first line of this file and never closed.",
  unreadable:
    "The first line of this file has characters that cannot be read. Save it as UTF-8 and try again.",
};
