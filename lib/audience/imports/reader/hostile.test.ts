import { expect, test } from "@playwright/test";
import {
  bytesOf,
  cpuOf,
  csvShapes,
  hostileAlphabets,
  hostileText,
  megabyte,
  ndjsonShapes,
  plainFile,
  type Shape,
} from "./hostile.fixture.ts";
import { ImportRefused } from "./import-refused.ts";
import { limits } from "./limits.ts";
import { previewContacts } from "./preview.ts";
import { type ReadOptions, readContacts } from "./read.ts";

/** What a hostile file may cost more than a plain one of its size, in milliseconds of CPU for each megabyte. */
const mostMore = 50;

const columns = { email: 0, name: 1, country: 2, tags: 3, keep: { notes: 4 } };
const csv: ReadOptions = { mapping: columns, delimiter: ",", hasHeader: true };

test.describe.configure({ timeout: 180_000 });

test("a hostile CSV costs about as much as a plain one", async () => {
  expect(await tooDear(csvShapes, (bytes) => read(bytes, csv))).toEqual([]);
});

test("suggesting columns of a hostile CSV costs about a plain one", async () => {
  const headers = Object.entries(csvShapes).filter(([shape]) => /header|nothing/.test(shape));
  expect(await tooDear(Object.fromEntries(headers), (bytes) => read(bytes, {}))).toEqual([]);
});

test("a hostile NDJSON costs about as much as a plain one", async () => {
  expect(await tooDear(ndjsonShapes, (bytes) => read(bytes, { format: "ndjson" }))).toEqual([]);
});

test("previewing a hostile file costs about as much as a plain one", async () => {
  const shapes = { ...csvShapes, ...ndjsonShapes };
  expect(await tooDear(shapes, (bytes) => unlessRefused(previewContacts(bytesOf(bytes))))).toEqual([]);
});

test("a line of 100 MB is refused in bounded memory", async () => {
  for (const letter of ["a", '"', ",", "\u0301"]) {
    let [accepted, refused, longest] = [0, 0, 0];
    const before = process.memoryUsage().rss;
    for await (const batch of readContacts(longLine(letter), csv)) {
      accepted += batch.accepted.length;
      refused += batch.refused.length;
      longest = Math.max(longest, process.memoryUsage().rss - before);
    }
    expect([letter, accepted, refused]).toEqual([letter, 2, 1]);
    expect(longest).toBeLessThan(150 * megabyte);
  }
});

test("a batch of long rows ends after a few megabytes", async () => {
  let from = 0;
  let rows = 0;
  for await (const batch of readContacts(longRows(60, 500_000), csv)) {
    rows += batch.accepted.length;
    expect(batch.bytesRead - from).toBeLessThan(limits.batchBytes + megabyte);
    from = batch.bytesRead;
  }
  expect(rows).toBe(60);
});

async function tooDear(shapes: Record<string, Shape>, work: (bytes: Buffer) => Promise<unknown>) {
  const plain = Buffer.from(plainFile(megabyte));
  await work(plain); // compiled
  const plainCost = await cpuOf(() => work(plain));
  const refusedLines = 100_000;
  const refusing = await cpuOf(() => work(Buffer.from(`email,name\n${"x\n".repeat(refusedLines)}`)));
  const dear: string[] = [];
  for (const [shape, make] of Object.entries(shapes)) {
    for (const [name, alphabet] of Object.entries(hostileAlphabets)) {
      const text = make(hostileText(alphabet));
      const bytes = Buffer.from(text);
      const size = Math.max(1, bytes.length / megabyte);
      const lines = text.split(/[\r\n]/).length;
      const most = size * (plainCost + mostMore) + (lines / refusedLines) * refusing;
      let least = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 3 && least > most; tries++)
        least = Math.min(least, await cpuOf(() => work(bytes), 1));
      if (least > most) dear.push(`${shape} of ${name}: ${least.toFixed(0)} ms, allowed ${most.toFixed(0)}`);
    }
  }
  return dear;
}

const read = (bytes: Buffer, options: ReadOptions) =>
  unlessRefused(
    (async () => {
      for await (const batch of readContacts(bytesOf(bytes), options)) expect(batch.line).toBeGreaterThan(0);
    })(),
  );

async function unlessRefused(work: Promise<unknown>) {
  await work.catch((error) => {
    if (!(error instanceof ImportRefused)) throw error;
  });
}

async function* longLine(letter: string) {
  yield Buffer.from("email,name,country,tags,notes\nada.lovelace@example.com,,,,\n");
  const piece = Buffer.from(letter.repeat(megabyte / Buffer.byteLength(letter)));
  for (let n = 0; n < 100; n++) yield piece;
  yield Buffer.from("\nbo.diddley@example.com,,,,\n");
}

async function* longRows(count: number, bytes: number) {
  const names = Array.from({ length: 14 }, (_, n) => `more${n}`);
  yield Buffer.from(`email,name,country,tags,notes,${names}\n`);
  const more = names.map(() => "a".repeat(bytes / names.length)); // a column each, none too long for a cell
  for (let n = 0; n < count; n++) yield Buffer.from(`reader.number.${n}@example.com,,,,,${more}\n`);
}
