import { ImportRefused } from "../import-refused.ts";
import { openParts, type Seekable } from "./parts.ts";
import { type BudgetOptions, ReadingBudget } from "./reading-budget.ts";
import { SharedStrings } from "./shared-strings.ts";
import { type SheetRow, sheetRows } from "./sheet.ts";
import { readWorkbook } from "./workbook.ts";

const pieceLength = 64 * 1024;

/**
 * Yields the first sheet of an Excel workbook that has rows, as CSV. Each row stands on the line that it has in the sheet. Only the
 * different texts are kept in memory; the sheet is streamed. One budget holds for the whole workbook.
 * @throws ImportRefused for a damaged, protected or hostile workbook; TurnOver; the signal's reason.
 */
export async function* xlsxAsCsv(
  file: Seekable,
  options: BudgetOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const budget = new ReadingBudget(file.size, options);
  const parts = await openParts(file, budget);
  try {
    const book = await readWorkbook(parts);
    for (const sheet of book.sheets) {
      const strings = new SharedStrings(book.strings ? parts.open(book.strings) : null, budget);
      let any = false;
      try {
        for await (const piece of pieces(sheetRows(parts.open(sheet), book, budget), strings)) {
          any = true;
          const bytes = Buffer.from(piece);
          budget.give(bytes.length);
          yield bytes;
        }
      } finally {
        await strings.stop();
      }
      if (any) return;
    }
    throw new ImportRefused("no_rows", "This Excel file has no sheet with rows.");
  } finally {
    parts.close();
  }
}

async function* pieces(
  rows: AsyncIterable<SheetRow>,
  strings: SharedStrings,
): AsyncGenerator<string, void, undefined> {
  let line = 1;
  let text = "";
  for await (const row of rows) {
    for (; line < row.line; line++) text += "\n";
    text += await csvLine(row, strings);
    line++;
    if (text.length < pieceLength) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}

async function csvLine({ cells }: SheetRow, strings: SharedStrings): Promise<string> {
  let text = "";
  let column = 0;
  for (const cell of cells) {
    for (; column < cell.column; column++) text += ",";
    const value =
      cell.shared < 0 ? cell.text : (strings.held(cell.shared) ?? (await strings.at(cell.shared)));
    text += quoted(value);
  }
  return `${text}\n`;
}

/** Control characters that Excel writes as _x000D_ and line breaks become blanks, so that a row is a line. */
function quoted(value: string): string {
  const plain = value
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/[\r\n]+/g, " ");
  return /[",;\t|]/.test(plain) || plain.startsWith(" ") ? `"${plain.replaceAll('"', '""')}"` : plain;
}
