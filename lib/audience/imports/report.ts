import type { Refusal } from "#lib/audience/imports/reader/rows.ts";
import { csvRow } from "#lib/files/csv-cell.ts";

const rowsPerChunk = 500;

/**
 * Returns the refused rows as a formula-safe CSV file (RFC 4180, UTF-8 with the byte order mark
 * Excel needs). The file is made while it is read. A slow download keeps nothing in memory, and a
 * cancelled one ends the source.
 */
export function refusalsCsv(
  refusals: AsyncIterable<Refusal> | Iterable<Refusal>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const texts = chunks(refusals);
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

async function* chunks(
  refusals: AsyncIterable<Refusal> | Iterable<Refusal>,
): AsyncGenerator<string, void, undefined> {
  let text = `\ufeff${csvRow(["Line", "Problem", "Value", "Code"])}`;
  let rows = 0;
  for await (const { line, message, value, reasonCode } of refusals) {
    text += csvRow([line, message, value, reasonCode]);
    if (++rows % rowsPerChunk !== 0) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}
