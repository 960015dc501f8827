import { StringDecoder } from "node:string_decoder";
import { LineTooLong } from "./lines.ts";

/**
 * One record of RFC 4180. An unquoted empty cell is null and a quoted one is "", because Postgres writes CSV
 * that way.
 */
export type CsvRecord = { cells: (string | null)[]; text: string; line: number; ended: boolean };

const limit = 8 * 1024 * 1024;

/**
 * Yields the records of a CSV file as its writer quotes them, one at a time. Cells other than `"quoted"` and
 * empty ones come unchanged, so that the caller can refuse them.
 * `text` is the record as it stands in the file, its line break included; `ended` is false for one that was
 * cut off.
 * @throws LineTooLong over 8 MB.
 */
export async function* csvRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord, void> {
  const decoder = new StringDecoder("utf8");
  let held = "";
  let scanned = 0;
  let quoted = false;
  let line = 1;
  for await (const piece of source) {
    held += decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    let begins = 0;
    for (; scanned < held.length; scanned++) {
      const sign = held.charCodeAt(scanned);
      if (sign === 0x22) quoted = !quoted;
      if (sign !== 0x0a || quoted) continue;
      const text = held.slice(begins, scanned + 1);
      yield { cells: cellsOf(text), text, line, ended: true };
      line += text.split("\n").length - 1;
      begins = scanned + 1;
    }
    held = held.slice(begins);
    scanned -= begins;
    if (held.length > limit) throw new LineTooLong();
  }
  held += decoder.end();
  if (held) yield { cells: cellsOf(held), text: held, line, ended: false };
}

function cellsOf(text: string): (string | null)[] {
  const record = text.replace(/\r?\n$/, "");
  const cells: (string | null)[] = [];
  let at = 0;
  while (true) {
    const end = endOfCell(record, at);
    const cell = record.slice(at, end);
    cells.push(cell === "" ? null : cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end >= record.length) return cells;
    at = end + 1;
  }
}

function endOfCell(record: string, from: number): number {
  let quoted = false;
  for (let at = from; at < record.length; at++) {
    if (record[at] === '"') quoted = !quoted;
    else if (record[at] === "," && !quoted) return at;
  }
  return record.length;
}
