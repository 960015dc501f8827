import { expect, test } from "@playwright/test";
import { ImportRefused } from "../import-refused.ts";
import { xlsxAsCsv } from "./read-xlsx.ts";
import { type BudgetOptions, TurnOver } from "./reading-budget.ts";
import { packed, seekable, workbook, workbookParts } from "./xlsx.fixture.ts";

const megabyte = 1024 * 1024;

/** A workbook of many sheets, each with a relation of its own to the part that `partOf` names. */
function manySheets(count: number, partOf: (n: number) => string, more: Parameters<typeof packed>[0]) {
  const all = Array.from({ length: count }, (_, n) => n);
  return packed({
    ...workbookParts([]),
    "xl/workbook.xml": `<workbook><sheets>${all.map((n) => `<sheet name="S${n}" r:id="s${n}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${all.map((n) => `<Relationship Id="s${n}" Type="worksheet" Target="${partOf(n)}"/>`).join("")}</Relationships>`,
    ...more,
  });
}

/** Rows without a text, of some megabytes. */
async function* emptyRows(megabytes: number, first = "") {
  yield Buffer.from(`<worksheet><sheetData>${first}`);
  const rows = Buffer.from("<row><c/></row>".repeat(megabyte / 16));
  for (let n = 0; n < megabytes; n++) yield rows;
  yield Buffer.from("</sheetData></worksheet>");
}

/** Reads a workbook and counts how many bytes of it were asked for. */
async function read(bytes: Buffer, options: BudgetOptions = {}) {
  const file = seekable(bytes);
  let asked = 0;
  const counted = {
    size: file.size,
    async *read(start: number, end: number) {
      for await (const piece of file.read(start, end)) {
        asked += piece.length;
        yield piece;
      }
    },
  };
  let csv = "";
  try {
    for await (const piece of xlsxAsCsv(counted, options)) csv += Buffer.from(piece).toString();
    return { csv, asked, error: null };
  } catch (error) {
    return { csv, asked, error: error as Error };
  }
}

test("sheets that share one part are read once", { tag: "@V5.2.3" }, async () => {
  // Each press of 4 MB would be 280 GB over 70,000 sheets.
  const bytes = await manySheets(70_000, () => "worksheets/one.xml", {
    "xl/worksheets/one.xml": emptyRows(4),
  });
  const { asked, error } = await read(bytes);
  expect(error?.message).toBe("This Excel file has no sheet with rows.");
  expect(asked).toBeLessThan(4 * bytes.length);
});

test("fifty sheets are looked at for rows", async () => {
  const part = (n: number) => `worksheets/s${n}.xml`;
  const sheets = (withRows: number) =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `xl/${part(n)}`,
        `<worksheet><sheetData><row>${n === withRows ? "<c><v>7</v></c>" : "<c/>"}</row></sheetData></worksheet>`,
      ]),
    );
  expect((await read(await manySheets(60, part, sheets(49)))).csv).toBe("7\n");
  expect((await read(await manySheets(60, part, sheets(50)))).error?.message).toContain("no sheet with rows");
});

test("one budget holds over all parts of a workbook", { tag: "@V5.2.3" }, async () => {
  // No part is suspect by itself: each unpacks to 30 MB.
  const part = (n: number) => `worksheets/s${n}.xml`;
  const parts = Array.from({ length: 6 }, (_, n) => [`xl/${part(n)}`, emptyRows(30)] as const);
  const { error } = await read(await manySheets(6, part, Object.fromEntries(parts)));
  expect(error).toBeInstanceOf(ImportRefused);
  expect(error?.message).toContain("unpacks to far more than it holds");
});

test("a reading ends between two pieces once its client has left", { tag: "@V5.2.3" }, async () => {
  const bytes = await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": emptyRows(60) });
  const left = new AbortController();
  const gone = new Error("gone");
  let turns = 0;
  const options = {
    signal: left.signal,
    async turnOver() {
      turns++;
      left.abort(gone);
      return false;
    },
  };
  expect((await read(bytes, options)).error).toBe(gone);
  expect(turns).toBe(1);
  left.abort(gone);
  expect((await read(await workbook([["ada@example.com"]]), { signal: left.signal })).error).toBe(gone);
});

test("others are asked for while no row comes", async () => {
  const first = "<row><c><v>1</v></c></row>";
  const bytes = await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": emptyRows(60, first) });
  expect((await read(bytes, { turnOver: async () => false })).csv).toBe("1\n");
  expect((await read(bytes, { turnOver: async () => true })).error).toBeInstanceOf(TurnOver);
});

test("a look ends when its time of the processor is spent", async () => {
  const bytes = await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": emptyRows(20) });
  const { error } = await read(bytes, { milliseconds: 0 });
  expect(error).toMatchObject({ code: "too_long" });
  expect(error?.message).toContain("takes too long to look at");
});
