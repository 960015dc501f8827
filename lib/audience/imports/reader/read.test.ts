import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { refusalsCsv } from "#lib/audience/imports/report.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { slowness } from "#testing/hostile-text.ts";
import { AddressesSeen } from "./addresses-seen.ts";
import { ImportRefused } from "./import-refused.ts";
import { limits } from "./limits.ts";
import { previewContacts } from "./preview.ts";
import { type ReadOptions, readContacts } from "./read.ts";
import type { ContactRow, Refusal } from "./rows.ts";
import { simpleAddress } from "./simple-address.ts";
import { surveyContacts } from "./survey.ts";

async function* bytesOf(text: string | Uint8Array, size = 50_000): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(text: string | Uint8Array, options: ReadOptions = {}, size?: number) {
  const accepted: ContactRow[] = [];
  const refused: Refusal[] = [];
  const lines: number[] = [];
  const reading = readContacts(bytesOf(text, size), options);
  for (;;) {
    const step = await reading.next();
    if (step.done) return { accepted, refused, lines, summary: step.value };
    accepted.push(...step.value.accepted);
    refused.push(...step.value.refused);
    lines.push(step.value.line);
  }
}

const emails = (result: { accepted: ContactRow[] }) => result.accepted.map((row) => row.email);
const reasons = (result: { refused: Refusal[] }) =>
  result.refused.map((row) => `${row.line} ${row.reasonCode}`);

test("rows become contacts: normal addresses, plain names, known countries, chosen columns only", async () => {
  const text = [
    "Email;First Name;Last Name;Country;Consent source;Salary",
    " Ada.Lovelace@Example.COM ;Ada;Lovelace;uk;Fair 2026;100",
    'zoe@bücher.example;"Zoë  ""Z""";O\u2019Neil;Atlantis;;200',
    "plain@example.com",
    ";;;;;",
    "last@example.com;;;;;;;",
  ].join("\r\n");
  const { accepted, refused, summary } = await readAll(`\ufeff${text}`);
  const none = {
    firstName: null,
    lastName: null,
    name: null,
    country: null,
    countryWritten: null,
    postalCode: null,
    timeZone: null,
    givenOn: null,
    extra: null,
  };
  expect(refused).toEqual([]);
  expect(accepted).toEqual([
    {
      ...none,
      line: 2,
      email: "ada.lovelace@example.com",
      firstName: "Ada",
      lastName: "Lovelace",
      country: "GB",
      extra: { consentSource: "Fair 2026" },
    },
    {
      ...none,
      line: 3,
      email: "zoe@xn--bcher-kva.example",
      firstName: 'Zoë "Z"',
      lastName: "O\u2019Neil",
      countryWritten: "Atlantis",
    },
    { ...none, line: 4, email: "plain@example.com" },
    { ...none, line: 6, email: "last@example.com" },
  ]);
  expect(summary).toMatchObject({ accepted: 4, refused: 0, blank: 1 });
  expect(summary.file).toMatchObject({ delimiter: ";", unmapped: [{ index: 5, header: "Salary" }] });
});

test("each bad row is refused with line and reason", async () => {
  const text = [
    "email,name",
    "good@example.com,Good",
    "two@@example.com,x",
    "pаypal@example.com,homoglyph",
    '"crlf@example.com\r\nBcc: x@y.test",x',
    "=HYPERLINK(1),x",
    "@SUM(A1),x",
    "+1 555,x",
    "-x@example.com,x",
    "＝cmd,x",
    "\t=cmd,x",
    "GOOD@example.com,again",
    ",Nobody",
    "a@example.com,Smith, John",
    `b@example.com,${"n".repeat(201)}`,
    "spaces in@example.com,x",
    'c@example.com,"open',
    "d@example.com,D",
    "e@example.com",
  ].join("\n");
  const result = await readAll(text);
  expect(emails(result)).toEqual(["good@example.com", "d@example.com"]);
  expect(reasons(result)).toEqual([
    "3 address_at_sign",
    "4 address_look_alike",
    "5 address_control",
    "7 formula",
    "8 formula",
    "9 formula",
    "10 formula",
    "11 formula",
    "12 formula",
    "13 duplicate",
    "14 no_address",
    "15 extra_columns",
    "16 name_too_long",
    "17 address_quoted",
    "18 unclosed_quote",
    "20 after_unclosed_quote",
  ]);
  expect(result.refused.find((row) => row.reasonCode === "duplicate")?.message).toBe(
    "This address is already on line 2.",
  );
  expect(result.refused.find((row) => row.reasonCode === "unclosed_quote")?.message).toContain("on line 18");
  for (const { value, message } of result.refused) {
    expect(value).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect([...value].length).toBeLessThanOrEqual(120);
    expect(message).toMatch(/\.$/);
  }
});

test("formula cells in names are text; our own export's guard comes off", async () => {
  const hostile = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "＝1", "'=x", "''=x", "'plain", "a\u202eb"];
  const exported =
    csvRow(["email", "first name"]) + hostile.map((name, i) => csvRow([`u${i}@example.com`, name])).join("");
  const { accepted } = await readAll(exported);
  expect(accepted.map((row) => row.firstName)).toEqual([...hostile.slice(0, -1), "ab"]);

  const guarded = await readAll(csvRow(["email"]) + csvRow(["+a@example.com"]));
  expect(emails(guarded)).toEqual(["+a@example.com"]);
  const foreign = await readAll(
    'email,first name\na@example.com,=1+1\nb@example.com,"=\t\r\n\0x"\n'.replace("\0", "\u0001"),
  );
  expect(foreign.accepted.map((row) => row.firstName)).toEqual(["=1+1", "= x"]);
});

test("broken rows behind the first 256 KB are refused one by one", async () => {
  const good = Array.from({ length: 20_000 }, (_, index) => `user${index}@example.com,Zo`).join("\n");
  const bytes = Buffer.concat([
    Buffer.from(`email,name\n${good}\n`),
    Buffer.from("x@example.com,Zo\xeb\n", "latin1"),
    Buffer.from("y@example.com,N\0L\nz@example.com,Zoë\n"),
  ]);
  const result = await readAll(bytes);
  expect(result.accepted).toHaveLength(20_002);
  expect(result.accepted.at(-2)).toMatchObject({ email: "x@example.com", name: "Zoë" });
  expect(reasons(result)).toEqual(["20003 unreadable"]);
  expect(result.refused[0]?.message).toBe("This row has characters that cannot be read.");
});

test("a file that cannot be imported says why", async () => {
  const refused = (text: string, options?: ReadOptions) =>
    readAll(text, options).then(
      () => null,
      (error: unknown) => (error instanceof ImportRefused ? error.code : error),
    );
  expect(await refused("")).toBe("empty");
  expect(await refused("\n\n\n")).toBe("no_rows");
  expect(await refused("email,name\n")).toBe("no_rows");
  expect(await refused("email,name\n,\n,\n")).toBe("no_rows");
  expect(await refused("colour,size\nred,1\n")).toBe("no_email_column");
  expect(await refused("email,name\na@x.test,A\n", { mapping: { email: 5 } })).toBe("mapping");
  expect(await refused('"email,name\na@x.test,A\n')).toBe("header");
  expect(await refused(`${"x".repeat(300_000)}\na@x.test`)).toBe("header");
  expect(await refused("PK\x03\x04xl/workbook")).toBe("spreadsheet");
});

test("repeated open quotes cost one second look at most", async () => {
  for (const line of ['x",y","', '"""', 'a@x.test,"""', '""",""",', '"a"b"', ',"",""""']) {
    const text = `email,name\na@x.test,A\n${`${line}\n`.repeat(200_000)}`;
    const started = process.cpuUsage();
    await readAll(text);
    expect(process.cpuUsage(started).user / 1e6 / slowness()).toBeLessThan(5);
  }
});

test("the person's choices win", async () => {
  const text = "email,backup\nyes,ada@example.com\nno,bob@example.com\n";
  expect(emails(await readAll(text, { mapping: { email: 1 } }))).toEqual([
    "ada@example.com",
    "bob@example.com",
  ]);
  const kept = await readAll("ada@example.com|Acme\n", {
    delimiter: "|",
    hasHeader: false,
    mapping: { email: 0, keep: { company: 1 } },
  });
  expect(kept.accepted[0]).toMatchObject({ line: 1, extra: { company: "Acme" } });
});

test("NDJSON: one object a line, each bad line refused by itself", async () => {
  const text = [
    '{"email":"Ada@Example.com","first_name":"Ada","last_name":"L","country":"GB","tags":["a","b"],"secret":1}',
    "",
    '{"email":"bob@example.com","name":"Bob"}',
    "not json",
    "[1]",
    '{"email":["x@example.com"]}',
    '{"email":"=cmd"}',
    '{"email":"ada@example.com"}',
    '{"__proto__":{"email":"proto@example.com"}}',
    `{"email":"long@example.com","name":"${"x".repeat(1_100_000)}"}`,
    '{"email":"last@example.com","first_name":"\\ud800\\u0000x"}',
  ].join("\n");
  for (const size of [100_000, 999]) {
    const result = await readAll(text, { format: "ndjson" }, size);
    expect(result.accepted).toMatchObject([
      {
        line: 1,
        email: "ada@example.com",
        firstName: "Ada",
        lastName: "L",
        country: "GB",
        own: { tags: { names: ["a", "b"] } },
      },
      { line: 3, email: "bob@example.com", name: "Bob", extra: null },
      { line: 11, email: "last@example.com", firstName: "x" },
    ]);
    expect(reasons(result)).toEqual([
      "4 not_json",
      "5 not_json",
      "6 not_json",
      "7 formula",
      "8 duplicate",
      "10 line_too_long",
    ]);
  }
});

test("an interrupted import continues from its last line", async () => {
  const row = fc.oneof(
    { weight: 6, arbitrary: fc.nat(60).map((n) => `u${n}@example.com,N${n}`) },
    fc.constantFrom(
      "",
      ",",
      "bad,x",
      '"m@example.com","two\nlines"',
      'q@example.com,"open',
      "a@example.com,b,c",
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      async (rows, batchRows, stop) => {
        const text = `email,name\nfirst@example.com,F\n${rows.join("\n")}`;
        const whole = await readAll(text, { batchRows });
        const resumeFromLine = whole.lines[stop % whole.lines.length] ?? 0;
        const rest = await readAll(text, { batchRows, resumeFromLine });
        expect(rest.accepted).toEqual(whole.accepted.filter((one) => one.line > resumeFromLine));
        expect(rest.refused).toEqual(whole.refused.filter((one) => one.line > resumeFromLine));
        const lines = [...whole.accepted, ...whole.refused].map((one) => one.line);
        expect(new Set(lines).size).toBe(lines.length);
      },
    ),
    { numRuns: 300 },
  );
});

test("an abort ends reading at once, also while the source hangs", async () => {
  let cancelled = false;
  const hanging = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from("email\na@example.com\n")),
    pull: () => new Promise(() => {}),
    cancel: () => {
      cancelled = true;
    },
  });
  const stop = new AbortController();
  const reading = readContacts(hanging, { signal: stop.signal }).next();
  setTimeout(() => stop.abort(new Error("stopped")), 20);
  await expect(reading).rejects.toThrow("stopped");
  expect(cancelled).toBe(true);

  let left = false;
  async function* endless() {
    try {
      for (let i = 0; ; i++) yield Buffer.from(`user${i}@example.com\n`);
    } finally {
      left = true;
    }
  }
  for await (const batch of readContacts(endless(), { batchRows: 10 })) {
    expect(batch.accepted).toHaveLength(10);
    break;
  }
  expect(left).toBe(true);
});

test("no bytes at all break it", async () => {
  const pieces = [
    "email,name\n",
    "a@b.test",
    ",",
    '"',
    "\n",
    "\r",
    "\0",
    "=",
    "'",
    "é",
    "\ufeff",
    ";",
    "{",
    "}",
    "x".repeat(300),
  ];
  const bytes = fc.array(
    fc.oneof(
      fc.constantFrom(...pieces).map((p) => Buffer.from(p)),
      fc.uint8Array({ maxLength: 9 }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom("csv" as const, "ndjson" as const), async (parts, format) => {
      try {
        const { accepted } = await readAll(Buffer.concat(parts), { format }, 13);
        for (const row of accepted)
          assert.deepEqual(parseAddress(row.email), { ok: true, address: row.email });
      } catch (error) {
        expect(error).toBeInstanceOf(ImportRefused);
      }
    }),
    { numRuns: 1500 },
  );
});

test("the short way through an address never says anything parseAddress would not", () => {
  const part = fc.array(fc.constantFrom(..."abzABZ019._+--@@..", "xn--", "é", "а", " ", "'", "=", "1.2"), {
    maxLength: 12,
  });
  const any = fc.oneof(
    part.map((parts) => parts.join("")),
    fc.tuple(part, part).map(([local, domain]) => `${local.join("")}@${domain.join("")}.com`),
    fc
      .tuple(fc.integer({ min: 60, max: 68 }), fc.integer({ min: 60, max: 66 }))
      .map(([local, label]) => `${"a".repeat(local)}@${"b".repeat(label)}.com`),
    fc.integer({ min: 170, max: 260 }).map((size) => `a@${"bcd.".repeat(size / 4)}com`),
    fc.emailAddress(),
  );
  let short = 0;
  fc.assert(
    fc.property(any, (text) => {
      const simple = simpleAddress(text);
      if (simple === "") return;
      short++;
      assert.deepEqual(parseAddress(text), { ok: true, address: simple });
    }),
    { numRuns: 30_000 },
  );
  expect(short).toBeGreaterThan(1000);
});

test("duplicates are compared by 64 bits without false matches", () => {
  const seen = new AddressesSeen(new Uint8Array(8));
  const domains = ["example.com", "example.net"];
  let line = 0;
  for (let i = 0; i < 1_000_000; i++) {
    for (const domain of domains)
      if (seen.meet(`user${i}@${domain}`, ++line) !== 0) throw new Error(`false: ${i}`);
  }
  expect(seen.size).toBe(2_000_000);
  expect(seen.meet("user7@example.net", 5_000_000)).toBe(16);
});

test("the refusals come out as a CSV no spreadsheet runs", async () => {
  const refused = [
    { line: 3, reasonCode: "formula" as const, message: 'Say "why".', value: "=cmd|'x'!A0" },
    { line: 4, reasonCode: "duplicate" as const, message: "m", value: "＋1, 2\nx" },
  ];
  const text = await new Response(refusalsCsv(refused)).text();
  const bytes = new Uint8Array(await new Response(refusalsCsv(refused)).arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(text).toBe(
    '"Line","Problem","Value","Code"\r\n"3","Say ""why"".","\'=cmd|\'x\'!A0","formula"\r\n"4","m","\'＋1, 2\nx","duplicate"\r\n',
  );
});

test("the preview shows 20 rows from the first 256 KB", async () => {
  let pulled = 0;
  async function* source() {
    yield Buffer.from("E-Mail;Name;Land\n");
    for (let i = 0; ; i++) {
      pulled += 64_000;
      const row = i === 0 ? "kaputt;\u202eevil;DE\n" : `user${i}@example.com;N;DE\n`;
      yield Buffer.from(row.repeat(i === 0 ? 1 : 2).padEnd(64_000, `pad${i}@example.com;P;AT\n`));
    }
  }
  const preview = await previewContacts(source());
  expect(pulled).toBeLessThan(600_000);
  expect(preview).toMatchObject({
    encoding: "utf-8",
    delimiter: ";",
    hasHeader: true,
    complete: false,
    mapping: { email: 0, name: 1, country: 2 },
    columns: [
      { index: 0, header: "E-Mail" },
      { index: 1, header: "Name" },
      { index: 2, header: "Land" },
    ],
  });
  expect(preview.rows).toHaveLength(20);
  expect(preview.rows[0]).toEqual({
    line: 2,
    cells: ["kaputt", "evil", "DE"],
    refused: "An email address has exactly one @ sign.",
    stopped: null,
  });
  const unknown = await previewContacts(bytesOf("colour;size\nred;1\n"));
  expect(unknown).toMatchObject({
    mapping: {},
    complete: true,
    rows: [{ cells: ["red", "1"], refused: null }],
  });
});

test("a file without rows says how far it is, and looks stop", {
  tag: "@V5.2.3",
}, async () => {
  const megabyte = 1024 * 1024;
  for (const [piece, line] of [
    ["\n".repeat(megabyte), false],
    ["x".repeat(megabyte), true],
  ] as const) {
    let pulled = 0;
    async function* source() {
      yield Buffer.from("email,name\nada@example.com,Ada\n");
      for (; pulled < 40; pulled++) yield Buffer.from(piece);
      yield Buffer.from("\nbo@example.com,Bo\n");
    }
    const found: string[] = [];
    let lines: number[] = [];
    let furthest = 0;
    for await (const batch of readContacts(source())) {
      for (const { email } of batch.accepted) found.push(email);
      lines.push(batch.line);
      expect(batch.bytesRead - furthest).toBeLessThan(limits.batchBytes + megabyte);
      furthest = batch.bytesRead;
    }
    expect(found).toEqual(["ada@example.com", "bo@example.com"]);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(lines.at(-1)).toBe(line ? 4 : 40 * megabyte + 4);

    pulled = 0;
    lines = [];
    const survey = { basis: "express", today: "2026-11-30", reading: { order: null } } as const;
    expect(await surveyContacts(source(), survey)).toMatchObject({ rows: 1, whole: false });
    expect(pulled).toBeLessThan(10);
  }
});
