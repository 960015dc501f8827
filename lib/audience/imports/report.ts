import type { Refusal } from "#lib/audience/imports/reader/rows.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import type { FateRow } from "./fates.ts";

const rowsPerChunk = 500;

/**
 * Returns the refused rows as a formula-safe CSV file (RFC 4180, UTF-8 with the byte order mark
 * Excel needs). The file is made while it is read. A slow download keeps nothing in memory, and a
 * cancelled one ends the source.
 */
export function refusalsCsv(
  refusals: AsyncIterable<Refusal> | Iterable<Refusal>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamed(
    chunks(["Line", "Problem", "Value", "Code"], refusals, ({ line, message, value, reasonCode }) => [
      line,
      message,
      value,
      reasonCode,
    ]),
  );
}

/** Returns the people of one fate as such a file. */
export function fateCsv(rows: AsyncIterable<FateRow>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamed(
    chunks(["Email", "Detail", "Line"], rows, ({ email, detail, line }) => [email, detail, line]),
  );
}

function streamed(texts: AsyncGenerator<string, void, undefined>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await texts.return();
    },
  });
}

async function* chunks<T>(
  header: string[],
  source: AsyncIterable<T> | Iterable<T>,
  cells: (row: T) => (string | number | null)[],
): AsyncGenerator<string, void, undefined> {
  let text = `\ufeff${csvRow(header)}`;
  let rows = 0;
  for await (const row of source) {
    text += csvRow(cells(row));
    if (++rows % rowsPerChunk !== 0) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}
