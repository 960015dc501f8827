import { createHash } from "node:crypto";
import type { z } from "zod";
import { type Line, LineTooLong, linesOf } from "#lib/files/lines.ts";
import { BrokenExport } from "./check.ts";

type Value = { type?: unknown } & Record<string, unknown>;
export type ReadLine = { number: number; bytes: Buffer; value: Value };

/** Reads a file line by line, and hashes the lines taken. */
export function exportLines(source: AsyncIterable<Uint8Array>) {
  const lines = linesOf(source)[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  let next: ReadLine | null | undefined;

  /** Returns the next line without taking it; null at the end. */
  async function peek(): Promise<ReadLine | null> {
    if (next === undefined) next = await read();
    return next;
  }

  async function read(): Promise<ReadLine | null> {
    const { value: line, done } = await lines.next().catch((error) => {
      throw error instanceof LineTooLong ? new BrokenExport("A line is longer than any we write.") : error;
    });
    return done ? null : { number: line.number, bytes: line.bytes, value: readValue(line) };
  }

  /** Takes the peeked line. The hash covers everything before the signature. */
  function take(line: ReadLine) {
    next = undefined;
    hash.update(line.bytes).update("\n");
  }

  return { peek, take, sha256: () => hash.copy().digest() };
}

// JSON.stringify wrote the line, so that reading and writing it gives the same bytes: no name
// twice, no hidden blanks.
function readValue({ bytes, number, ended }: Line): Value {
  if (!ended) throw new BrokenExport("The file was cut off in this line.", { line: number });
  const text = bytes.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && JSON.stringify(value) === text) return value as Value;
  } catch {}
  throw new BrokenExport("This line is not as we write them.", { line: number });
}

/**
 * Returns a line of one kind.
 * @throws BrokenExport naming the line.
 */
export function lineAs<S extends z.ZodType>(schema: S, { value, number }: ReadLine): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".");
  const text = (name: string) => (typeof value[name] === "string" ? value[name] : null);
  throw new BrokenExport(`This line is not as we write them${field ? `: ${field}` : ""}.`, {
    line: number,
    chain: text("chain"),
    seq: typeof value.seq === "number" ? value.seq : null,
    id: text("id"),
    at: text("occurred_at"),
    action: text("action"),
  });
}
