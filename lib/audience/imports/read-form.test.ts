import { Readable } from "node:stream";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { formOf, readForm } from "./read-form.ts";

const type = "multipart/form-data; boundary=cut";

// Pieces a parser looks for, in any order and any number, besides bytes that mean nothing.
const piece = fc.oneof(
  fc.constantFrom(
    "--cut",
    "\r\n--cut\r\n",
    "\r\n--cut--",
    "--cut--\r\n",
    "\r\n",
    "\r\n\r\n",
    "-",
    'Content-Disposition: form-data; name="token"\r\n\r\n',
    'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
    "Content-Disposition: form-data; name*=UTF-8''%e2%80; filename=\"\r\n",
    "Content-Disposition: attachment\r\n\r\n",
    "Content-Disposition: ;;;\r\n",
    "Content-Type: text/plain; charset=none\r\n\r\n",
    "Content-Type: application/octet-stream\r\nContent-Disposition: form-data\r\n\r\n",
    "Content-Type:\r\nContent-Transfer-Encoding:\r\n",
    ": \r\n :\r\n",
    "__proto__: x\r\n",
    "a,b\r\n1,2",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.nat(80_000).map((length) => "x".repeat(length)),
);

test("any body ends the form reader with nothing left unhandled", async () => {
  test.setTimeout(60_000);
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on("uncaughtException", note).on("unhandledRejection", note);
  const ends = { whole: 0, refused: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom("reads", "waits", "gives up"),
        async (pieces, reader) => {
          const form = formOf(type);
          if (!form) throw new Error("no form");
          const files: Promise<unknown>[] = [];
          const reading = readForm(Readable.from(pieces.map((text) => Buffer.from(text))), form, {
            field: () => {},
            file(file) {
              if (reader === "gives up") return void file.resume();
              const read = async () => {
                if (reader === "waits") await new Promise((turn) => setImmediate(turn));
                for await (const _ of file);
              };
              files.push(read().catch(() => {}));
            },
          });
          await reading.then(
            () => ends.whole++,
            () => ends.refused++,
          );
          await Promise.all(files);
        },
      ),
      { numRuns: 600 },
    );
    await new Promise((turn) => setImmediate(turn));
  } finally {
    process.off("uncaughtException", note).off("unhandledRejection", note);
  }
  expect(unhandled).toEqual([]);
  expect(Math.min(ends.whole, ends.refused)).toBeGreaterThan(5);
});

test("a content type without a boundary is no form", () => {
  for (const none of [
    "multipart/form-data",
    "multipart/form-data; boundary",
    "text/plain",
    "multipart/form-data;;=;",
  ])
    expect(formOf(none), none).toBeNull();
});
