import { zip } from "#lib/files/zip.ts";
import type { Seekable } from "./parts.ts";

export type Value = string | number | { xml: string };

const head = '<?xml version="1.0" encoding="UTF-8"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Parts of a workbook as Excel saves it: shared texts, style 1 shows a date, style 2 a date with its time. */
export function workbookParts(
  rows: Value[][],
  change: Record<string, string | null> = {},
): Record<string, string> {
  const strings: string[] = [];
  const cell = (value: Value, column: number, line: number) => {
    const at = `${String.fromCharCode(65 + column)}${line}`;
    if (typeof value === "object") return value.xml.replace("<c", `<c r="${at}"`);
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (!strings.includes(value)) strings.push(value);
    return value === "" ? "" : `<c r="${at}" t="s"><v>${strings.indexOf(value)}</v></c>`;
  };
  const sheet = rows
    .map(
      (row, n) =>
        `<row r="${n + 1}">${row.map((value, column) => cell(value, column, n + 1)).join("")}</row>`,
    )
    .join("");
  const parts: Record<string, string | null> = {
    "[Content_Types].xml": `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    "_rels/.rels": `${head}<Relationships><Relationship Id="r1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${head}<workbook ${main} xmlns:r="${rels}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships><Relationship Id="rId1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rels}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${rels}/styles" Target="/xl/styles.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `${head}<worksheet ${main}><sheetData>${sheet}</sheetData></worksheet>`,
    "xl/sharedStrings.xml": `${head}<sst ${main}>${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join("")}</sst>`,
    "xl/styles.xml": `${head}<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ...change,
  };
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [string, string] => part[1] !== null),
  );
}

type Part = string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Packs parts into the bytes of a workbook. */
export async function packed(parts: Record<string, Part>): Promise<Buffer> {
  const files = Object.entries(parts).map(([name, part]) => ({
    name,
    bytes: typeof part === "string" ? [Buffer.from(part)] : part,
  }));
  const pieces: Buffer[] = [];
  for await (const piece of zip(files, new Date(Date.UTC(2026, 10, 30)))) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const workbook = (rows: Value[][], change?: Record<string, string | null>) =>
  packed(workbookParts(rows, change));

export const seekable = (bytes: Buffer): Seekable => ({
  size: bytes.length,
  async *read(start, end) {
    for (let at = start; at < end; at += 64 * 1024) yield bytes.subarray(at, Math.min(end, at + 64 * 1024));
  },
});
