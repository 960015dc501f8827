import { expect, test } from "@playwright/test";
import { ImportRefused } from "../import-refused.ts";
import { readContacts } from "../read.ts";
import { xlsxAsCsv } from "./read-xlsx.ts";
import { packed, seekable, type Value, workbook, workbookParts } from "./xlsx.fixture.ts";

test("a workbook is read as its sheet shows it", async () => {
  const rows: Value[][] = [
    ["Email", "Name", "Agreed", "At", "Phone", "Paid"],
    [
      "ada@example.com",
      'Ada "A" Lovelace, née Byron',
      { xml: '<c s="1"><v>45123</v></c>' },
      { xml: '<c s="2"><v>45123.5</v></c>' },
      { xml: "<c><v>4.91745E+11</v></c>" },
      { xml: '<c t="b"><v>1</v></c>' },
    ],
    ["", "", "", "", "", ""],
    [
      { xml: '<c t="str"><f>LOWER("BOB@EXAMPLE.COM")</f><v>bob@example.com</v></c>' },
      { xml: '<c t="inlineStr"><is><r><t>Bob</t></r><r><t> the B.</t></r><rPh><t>ボブ</t></rPh></is></c>' },
      { xml: '<c t="e"><v>#NAME?</v></c>' },
      { xml: '<c t="d"><v>2026-03-02T00:00:00</v></c>' },
      "two\nlines_x000D_",
      "",
    ],
  ];
  expect(await csvOf(await workbook(rows))).toBe(
    [
      "Email,Name,Agreed,At,Phone,Paid",
      'ada@example.com,"Ada ""A"" Lovelace, née Byron",2023-07-16,2023-07-16 12:00:00,491745000000,TRUE',
      "",
      "bob@example.com,Bob the B.,#NAME?,2026-03-02T00:00:00,two lines ",
      "",
    ].join("\n"),
  );
});

test("rows keep their lines and cells their columns", async () => {
  const sheet =
    '<worksheet><sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>b</t></is></c><c r="D3"><v>4</v></c></row><row r="6"><c><v>1</v></c></row></sheetData></worksheet>';
  expect(await csvOf(await workbook([], { "xl/worksheets/sheet1.xml": sheet }))).toBe("\n\n,b,,4\n\n\n1\n");
});

test("the first visible sheet with rows is read", async () => {
  const parts = workbookParts([["hidden@example.com"]]);
  parts["xl/workbook.xml"] =
    '<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A" state="hidden" r:id="rId1"/><x:sheet name="B" r:id="e"/><x:sheet name="C" r:id="c"/></x:sheets></x:workbook>';
  parts["xl/_rels/workbook.xml.rels"] = (parts["xl/_rels/workbook.xml.rels"] ?? "").replace(
    "</Relationships>",
    '<Relationship Id="e" Type="worksheet" Target="/xl/worksheets/empty.xml"/><Relationship Id="c" Type="worksheet" Target="./worksheets/c.xml"/></Relationships>',
  );
  parts["xl/worksheets/empty.xml"] = "<x:worksheet><x:sheetData><x:row/></x:sheetData></x:worksheet>";
  parts["xl/worksheets/c.xml"] =
    '<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>ada@example.com</x:t></x:is></x:c><x:c s="1"><x:v>43661</x:v></x:c></x:row></x:sheetData></x:worksheet>';
  expect(await csvOf(await packed(parts))).toBe("ada@example.com,2023-07-16\n");
});

test("a workbook of gigabytes of blanks is refused in bounded memory", async () => {
  const before = process.memoryUsage().rss;
  const blanks = Buffer.alloc(1024 * 1024, " ");
  async function* sheet() {
    yield Buffer.from("<worksheet><sheetData><row><c><v>1</v></c></row>");
    for (let n = 0; n < 300; n++) yield blanks;
    yield Buffer.from("</sheetData></worksheet>");
  }
  const bomb = await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": sheet() });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  expect(await refusalOf(bomb)).toContain("unpacks to far more than it holds");
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test("a text or an attribute without an end is refused", async () => {
  const letters = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919).toString(36)).join(""));
  async function* long(begin: string) {
    yield Buffer.from(begin);
    for (let n = 0; n < 500; n++) yield letters;
  }
  for (const begin of ['<worksheet><sheetData><row r="', "<worksheet><sheetData><row><c><v>"]) {
    const bytes = await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": long(begin) });
    expect(await refusalOf(bytes), begin).toMatch(/no cell can hold|unpacks to far more/);
  }
});

test("damaged workbooks and paths that lead out are refused", async () => {
  const good = await workbook([["Email"], ["ada@example.com"]]);
  const damaged: Record<string, Buffer> = {
    "cut off": good.subarray(0, good.length - 30),
    "no workbook": await packed({ "a.txt": "a" }),
    "no sheet": await workbook([["a"]], { "xl/worksheets/sheet1.xml": null }),
    garbage: Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(3000, 7)]),
    "path out": Buffer.from(
      (await packed({ ...workbookParts([]), "xx/xx/etc/x": "a" }))
        .toString("latin1")
        .replaceAll("xx/xx/etc/x", "../../etc/x"),
      "latin1",
    ),
    "broken deflate": spoiled(good, "xl/worksheets/sheet1.xml"),
  };
  for (const [name, bytes] of Object.entries(damaged)) expect(await refusalOf(bytes), name).not.toBe("");
});

test("document types and entities of their own are not expanded", async () => {
  const sheet =
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>';
  expect(await csvOf(await workbook([], { "xl/worksheets/sheet1.xml": sheet }))).toBe('"&b;"\n');
});

test("a workbook of a hundred thousand people is read whole", async () => {
  test.setTimeout(120_000);
  const count = 100_000;
  async function* sheet() {
    yield Buffer.from('<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>Email</t></is></c></row>');
    for (let n = 0; n < count; n++) yield Buffer.from(`<row r="${n + 2}"><c t="s"><v>${n}</v></c></row>`);
    yield Buffer.from("</sheetData></worksheet>");
  }
  async function* strings() {
    yield Buffer.from("<sst>");
    for (let n = 0; n < count; n++) yield Buffer.from(`<si><t>reader.${n}@example.com</t></si>`);
    yield Buffer.from("</sst>");
  }
  const bytes = await packed({
    ...workbookParts([]),
    "xl/worksheets/sheet1.xml": sheet(),
    "xl/sharedStrings.xml": strings(),
  });
  let accepted = 0;
  for await (const batch of readContacts(xlsxAsCsv(seekable(bytes)))) accepted += batch.accepted.length;
  expect(accepted).toBe(count);
});

function spoiled(bytes: Buffer, part: string): Buffer {
  const at = bytes.indexOf(part) + part.length + 4;
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(30, 0xff), bytes.subarray(at + 30)]);
}

async function csvOf(bytes: Buffer): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxAsCsv(seekable(bytes))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function refusalOf(bytes: Buffer): Promise<string> {
  try {
    for await (const _ of xlsxAsCsv(seekable(bytes)));
    return "";
  } catch (error) {
    if (error instanceof ImportRefused) return error.message;
    throw error;
  }
}
