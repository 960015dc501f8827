import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { csvRecords } from "./csv-records.ts";
import { NotAnArchive, unzip } from "./unzip.ts";
import { zip } from "./zip.ts";

const files = [
  { name: "README.txt", text: "Read me.\n" },
  { name: "ü and more.csv", text: "a,b\r\n".repeat(40_000) },
  { name: "nothing.txt", text: "" },
];

async function archive(zip64: boolean) {
  const pieces: Buffer[] = [];
  const parts = files.map(({ name, text }) => ({ name, bytes: inPieces(text) }));
  for await (const piece of zip(parts, new Date("2026-11-26T07:15:41Z"), { zip64 })) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* inPieces(text: string) {
  for (let at = 0; at < text.length; at += 30_000) yield Buffer.from(text.slice(at, at + 30_000));
}

for (const [what, zip64] of [
  ["small", false],
  ["past 4 GB (ZIP64)", true],
] as const) {
  test(`an archive gives back the files it was made of: ${what}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "mailneo-zip-"));
    try {
      const path = join(folder, "a.zip");
      await writeFile(path, await archive(zip64));
      const { names, read } = await unzip(path);
      expect(names).toEqual(files.map(({ name }) => name));
      for (const { name, text } of files) {
        const pieces: Uint8Array[] = [];
        for await (const piece of read(name)) pieces.push(piece);
        expect(Buffer.concat(pieces).toString() === text, name).toBe(true);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test("a file that is no archive, or half of one, is refused", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-zip-"));
  try {
    const path = join(folder, "a.zip");
    const whole = await archive(false);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("a,b\r\n"),
      whole.subarray(0, -10),
      whole.subarray(100),
    ]) {
      await writeFile(path, bytes);
      await expect(unzip(path)).rejects.toThrow(NotAnArchive);
    }
    await writeFile(path, whole);
    const { read } = await unzip(path);
    await expect(read("other.txt")[Symbol.asyncIterator]().next()).rejects.toThrow(NotAnArchive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a changed byte is an archive fault or changed text, nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-zip-"));
  try {
    const path = join(folder, "a.zip");
    const whole = await archive(false);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      await writeFile(path, changed);
      await readAll(path).catch((error) => {
        if (!(error instanceof NotAnArchive) && !String(error.code).startsWith("Z_")) throw error;
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function readAll(path: string) {
  const { names, read } = await unzip(path);
  for (const name of names) for await (const piece of read(name)) expect(piece.length).toBeGreaterThan(0);
}

test("whoever stops reading an archive ends its sources", async () => {
  let ended = false;
  const endless = (async function* () {
    try {
      while (true) yield Buffer.from(`${Math.random()}`.repeat(5000));
    } finally {
      ended = true;
    }
  })();
  let pieces = 0;
  for await (const _ of zip([{ name: "a", bytes: endless }], new Date())) if (++pieces === 3) break;
  await expect.poll(() => ended).toBe(true);
});

test("a source that fails fails the archive", async () => {
  const broken = (async function* () {
    yield Buffer.from("a");
    throw new Error("the disk is gone");
  })();
  const read = async () => {
    for await (const _ of zip([{ name: "a", bytes: broken }], new Date()));
  };
  await expect(read()).rejects.toThrow("the disk is gone");
});

test("records of any text survive in any pieces", {
  tag: "@V1.2.10",
}, async () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({ unit: "binary" }),
    fc.constantFrom("\r\n", '"', ",", "é", '","'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const text = rows
          .map(
            (cells) =>
              `${cells.map((each) => (each === null ? "" : `"${each.replaceAll('"', '""')}"`)).join(",")}\r\n`,
          )
          .join("");
        const bytes = Buffer.from(text);
        const source = (async function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        })();
        const read: (string | null)[][] = [];
        for await (const { cells, ended } of csvRecords(source)) {
          expect(ended).toBe(true);
          read.push(cells);
        }
        expect(read).toEqual(rows);
      },
    ),
  );
});
