import { createHash } from "node:crypto";
import { type CsvRecord, csvRecords } from "#lib/files/csv-records.ts";
import { LineTooLong } from "#lib/files/lines.ts";
import { BrokenExport, type followChains } from "./check.ts";
import { csvHeader, readCsvRecord } from "./csv.ts";
import {
  type ExportEntry,
  type ExportHead,
  entryLine,
  entryOf,
  type LeftOut,
  leftOutLine,
} from "./format.ts";
import { type exportLines, lineAs } from "./lines.ts";

type Lines = ReturnType<typeof exportLines>;
type Chains = ReturnType<typeof followChains>;

/** Follows entries and digests of an NDJSON file, in their order. */
export async function followLines(lines: Lines, chains: Chains) {
  for (let line = await lines.peek(); line; line = await lines.peek()) {
    const { number } = line;
    if (line.value.type === "entry") chains.next({ line: number, row: entryOf(lineAs(entryLine, line)) });
    else if (line.value.type === "left_out")
      chains.next({ line: number, leftOut: lineAs(leftOutLine, line) });
    else return;
    lines.take(line);
  }
}

/**
 * Follows entries of a CSV file together with the digests in the file beside it. Returns facts
 * about the CSV, and the first row whose words were changed. Such an entry is itself intact, so the
 * rest is still checked.
 */
export async function followRows(
  csv: AsyncIterable<Uint8Array>,
  lines: Lines,
  chains: Chains,
  head: ExportHead,
) {
  const hash = createHash("sha256");
  let bytes = 0;
  const rows = readRows(counted())[Symbol.asyncIterator]();
  const order = new Map(head.chains.map(({ chain }, at) => [chain, at]));
  let row = await rows.next();
  let digest = await nextDigest();
  let changedWords: BrokenExport | undefined;

  while (!row.done || digest) {
    if (!row.done && (!digest || isBefore(row.value.row, digest.leftOut))) {
      chains.next(row.value);
      if (!row.value.wordsHold) changedWords ??= wordsChanged(row.value);
      row = await rows.next();
    } else if (digest) {
      chains.next(digest);
      digest = await nextDigest();
    }
  }
  return { bytes, sha256: hash.digest("hex"), changedWords };

  async function nextDigest() {
    const line = await lines.peek();
    if (line?.value.type !== "left_out") return null;
    const leftOut: LeftOut = lineAs(leftOutLine, line);
    lines.take(line);
    return { line: line.number, leftOut };
  }

  function isBefore({ entry }: ExportEntry, leftOut: LeftOut) {
    const [a, b] = [order.get(entry.chainId) ?? -1, order.get(leftOut.chain) ?? -1];
    return a === b ? entry.seq <= leftOut.seq : a < b;
  }

  async function* counted() {
    for await (const piece of csv) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
}

type Row = { line: number; row: ExportEntry; wordsHold: boolean };

async function* readRows(csv: AsyncIterable<Uint8Array>): AsyncGenerator<Row, void> {
  let first = true;
  try {
    for await (const record of csvRecords(csv)) {
      if (first && record.text !== csvHeader)
        throw new BrokenExport("The names of the columns are not ours.", { line: 1 });
      if (!first) yield { line: record.line, ...readRow(record) };
      first = false;
    }
  } catch (error) {
    throw error instanceof LineTooLong ? new BrokenExport("A row is longer than any we write.") : error;
  }
  if (first) throw new BrokenExport("The CSV file is empty.");
}

function readRow(record: CsvRecord) {
  if (!record.ended) throw new BrokenExport("The CSV file was cut off in this row.", { line: record.line });
  try {
    return readCsvRecord(record);
  } catch {
    throw new BrokenExport("This row is not as we write them.", { line: record.line });
  }
}

function wordsChanged({ line, row: { entry } }: Row): BrokenExport {
  const { chainId, seq, id, occurredAt, action } = entry;
  return new BrokenExport(
    "The entry is whole, but the words in front of it are not those it was exported with.",
    {
      line,
      chain: chainId,
      seq,
      id,
      at: occurredAt,
      action,
    },
  );
}
