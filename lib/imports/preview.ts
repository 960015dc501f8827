import type { ByteSource } from "./blocks.ts";
import { checkMapping, type Mapping } from "./columns.ts";
import { type Encoding, type Note, openText } from "./decode.ts";
import type { Delimiter } from "./dialect.ts";
import { type CsvChoices, inspectCsv } from "./inspect.ts";
import { excerpt, type Outcome, RowReader } from "./rows.ts";
import type { Cells } from "./tokenizer.ts";

const shownRows = 20;

export type Preview = {
  encoding: Encoding;
  notes: Note[];
  delimiter: Delimiter;
  hasHeader: boolean;
  mapping: Mapping;
  /** Every column in order; `header` is "" without a header. Texts are excerpts, safe to show. */
  columns: { index: number; header: string }[];
  /** The first rows with what would become of them; `refused` is null too while no column holds the address. */
  rows: { line: number; cells: string[]; refused: string | null }[];
  /** The file ends within what was looked at, so these are all its rows if there are fewer than 20. */
  complete: boolean;
};

/**
 * What the mapping screen shows: the first 20 rows of a CSV file and how they were understood, or would be with these
 * choices. Reads 256 KB, then lets go of the source.
 *
 * @throws ImportRefused when the file as a whole cannot be imported.
 */
export async function previewContacts(
  source: ByteSource,
  choices: CsvChoices & { encoding?: Encoding | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Preview> {
  const opened = await openText(source, choices);
  await opened.close();
  const { encoding, notes, head, complete } = opened;
  const { delimiter, hasHeader, mapping, columns, header, sample } = inspectCsv(head, complete, choices);

  const judge = judgeRows(mapping, columns, hasHeader);
  return {
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
