import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { formParts } from "./form-parts.ts";

const type = "multipart/form-data; boundary=xqz";
const part = (value: string) => `--xqz\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n`;
const body = `${part("1")}${part("--xq")}${part("\r\n--xqy\r\n-")}--xqz--\r\n`;

/** The parts of a body that comes in these pieces. */
function read(pieces: string[], contentType = type) {
  const parts = formParts(contentType);
  for (const piece of pieces) parts?.take(Buffer.from(piece));
  return parts && [parts.count, parts.closed];
}

test("a form is counted the same however it is cut into chunks", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(body.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), body.length];
      expect(read(at.slice(1).map((end, n) => body.slice(at[n], end)))).toEqual([3, true]);
    }),
  );
});

test("no proper prefix of a form counts as closed", () => {
  const end = body.lastIndexOf("--") + 2;
  for (let length = 0; length < end; length++)
    expect(read([body.slice(0, length)])?.[1], `${length}`).toBe(false);
  expect(read([body.slice(0, end)])).toEqual([3, true]);
});

test("a quoted boundary is read, a missing one never closes", () => {
  expect(read([body], 'multipart/form-data; boundary="xqz"')).toEqual([3, true]);
  for (const without of ["multipart/form-data", "multipart/form-data; boundary=", `${type}${"z".repeat(80)}`])
    expect(read([body], without)).toEqual([0, false]);
  expect(read([body], "application/x-www-form-urlencoded")).toBeNull();
});
