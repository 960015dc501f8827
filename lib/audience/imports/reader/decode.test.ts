import { expect, test } from "@playwright/test";
import fc from "fast-check";
import type { ByteSource } from "./blocks.ts";
import { openText } from "./decode.ts";
import type { Encoding } from "./encodings.ts";
import { ImportRefused } from "./import-refused.ts";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decoded(source: ByteSource, encoding?: Encoding) {
  const opened = await openText(source, { encoding });
  let text = "";
  let bytesRead = 0;
  for await (const piece of opened.pieces) {
    text += piece.text;
    bytesRead = piece.bytesRead;
  }
  return { text, bytesRead, encoding: opened.encoding, notes: opened.notes.map((note) => note.code) };
}

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const letter = "email,name\nada@example.com,Zoë 漢字 😀\n";

test("UTF-8 and UTF-16 are detected with and without a mark", async () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    for (const [encoding, bytes] of [
      ["utf-8", Buffer.from(letter)],
      ["utf-8", Buffer.from(`\ufeff${letter}`)],
      ["utf-16le", Buffer.from(letter, "utf16le")],
      ["utf-16le", Buffer.from(`\ufeff${letter}`, "utf16le")],
      ["utf-16be", utf16be(letter)],
      ["utf-16be", utf16be(`\ufeff${letter}`)],
    ] as const) {
      const result = await decoded(chunksOf(bytes, size));
      expect(result).toEqual({ text: letter, bytesRead: bytes.length, encoding, notes: [] });
    }
  }
});

test("any text survives any cutting, also behind the first 256 KB", async () => {
  const filler = "a@b.cc,x\n".repeat(30_000);
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", maxLength: 300 }).filter((text) => !/[\0\ufeff\ufffd]/.test(text)),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom("utf8" as const, "utf16le" as const),
      async (text, size, encoding) => {
        const whole = filler + text.toWellFormed();
        const head = Buffer.from(filler, encoding);
        async function* source() {
          yield head;
          yield* chunksOf(Buffer.from(whole, encoding).subarray(head.length), size);
        }
        expect((await decoded(source())).text).toBe(whole);
      },
    ),
    { numRuns: 60 },
  );
});

test("other text is read as Windows-1252, and the page says so", async () => {
  const bytes = Buffer.concat([
    Buffer.from("email,name\nzoe@example.com,Zo"),
    Buffer.from([0xeb, 0x80, 0x93, 0x9f, 0xdf]),
  ]);
  const result = await decoded(chunksOf(bytes, 3));
  expect(result.text).toBe("email,name\nzoe@example.com,Zoë€“Ÿß");
  expect(result).toMatchObject({ encoding: "windows-1252", notes: ["encoding"] });

  const high = Uint8Array.from({ length: 128 }, (_, index) => 128 + index);
  const all = await decoded(chunksOf(high, 5), "windows-1252");
  expect(all.text).toBe(new TextDecoder("windows-1252").decode(high));
  expect(all.text.slice(0, 6)).toBe("€\u0081‚ƒ„…");
});

test("a UTF-8 file with few older lines stays UTF-8", async () => {
  const broken = Buffer.concat([Buffer.from("é,ü,漢,字,ñ,ø\n"), Buffer.from([0xff]), Buffer.from("\n")]);
  expect(await decoded(chunksOf(broken, 4))).toMatchObject({
    encoding: "utf-8",
    text: "é,ü,漢,字,ñ,ø\nÿ\n",
  });

  const late = Buffer.concat([Buffer.from("a@b.cc\n".repeat(50_000)), Buffer.from([0xe9, 0x0a])]);
  const result = await decoded(chunksOf(late, 60_000));
  expect(result.encoding).toBe("utf-8");
  expect(result.text.endsWith("b.cc\né\n")).toBe(true);
});

test("the person may choose the encoding; a byte order mark knows better", async () => {
  const russian = Buffer.from([0xc8, 0xe2, 0xe0, 0xed]);
  expect((await decoded(chunksOf(russian, 1), "windows-1251")).text).toBe("Иван");
  expect((await decoded(chunksOf(Buffer.from("\ufeffá", "utf16le"), 1), "windows-1251")).text).toBe("á");
});

test("files that are no text are refused in words that help", async () => {
  const zip = (name: string) => Buffer.from(`PK\x03\x04\x14\0\0\0\0\0${name}`, "latin1");
  const cases: [Uint8Array, string, RegExp][] = [
    [Buffer.alloc(0), "empty", /empty/],
    [Buffer.from("\ufeff"), "empty", /empty/],
    [zip("[Content_Types].xml"), "spreadsheet", /^This is an Excel file. Save it as CSV and try again.$/],
    [zip("xl/workbook.xml"), "spreadsheet", /Excel/],
    [zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "spreadsheet", /LibreOffice/],
    [zip("list.csv"), "not_text", /ZIP/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), "spreadsheet", /Excel/],
    [Buffer.from("%PDF-1.7\n"), "not_text", /PDF/],
    [Buffer.from([0x1f, 0x8b, 8, 0]), "not_text", /compressed/],
    [Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), "not_text", /picture/],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "not_text", /UTF-32/],
    [Buffer.from("a,b\n\0\0\0\x01\x02c,d\n"), "not_text", /not a text file/],
    [Buffer.from(" <!DOCTYPE html><table>"), "not_text", /web page/],
    [Buffer.from("BEGIN:VCARD\n"), "not_text", /vCard/],
    [Buffer.from("{\\rtf1"), "not_text", /rich text/],
  ];
  for (const [bytes, code, message] of cases) {
    const refused = await openText(chunksOf(bytes, 5)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImportRefused);
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) });
  }
});

test("no bytes at all break it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 20 }),
      async (bytes, size) => {
        try {
          expect(typeof (await decoded(chunksOf(bytes, size))).text).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(ImportRefused);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
