import { expect, test } from "@playwright/test";
import { noOutcome, RowReader } from "../rows.ts";
import { fieldNameOf, guessKind } from "./guess-kind.ts";
import { readIp } from "./read-ip.ts";
import { readFileValue } from "./read-value.ts";

const none = { order: null };

test("the kind of a new field is guessed from its values", () => {
  for (const [kind, values] of [
    ["number", ["4", "5", "", "2.5"]],
    ["number", ["1", "1"]],
    ["date", ["2021-03-04 09:12:31", "2019-11-20"]],
    ["date", ["02/03/2024", "04/05/2024"]],
    ["yes_no", ["Yes", "no", "TRUE"]],
    ["yes_no", ["Ja", "Nein"]],
    ["text", ["01234", "80331"]],
    ["text", ["+4915112345678", "0151"]],
    ["text", ["12345678901234"]],
    ["text", ["4", "four"]],
    ["text", ["", "-"]],
    ["text", ["03/14", "12/25"]],
  ] as const)
    expect(guessKind([...values]), values.join(" ")).toBe(kind);
  expect(["MEMBER_RATING", "First  visit", "VAT", "birth_day", "IP"].map(fieldNameOf)).toEqual([
    "Member rating",
    "First visit",
    "VAT",
    "Birth day",
    "IP",
  ]);
});

test("a file's values are read in the ways files write them", () => {
  const read = (kind: Parameters<typeof readFileValue>[0], cell: string) => readFileValue(kind, cell, none);
  for (const [kind, cell, value] of [
    ["number", "1,234,567.5", "1234567.5"],
    ["number", "1.234,50", "1234.5"],
    ["number", "1'000", "1000"],
    ["number", "n/a", null],
    ["yes_no", "WAHR", "yes"],
    ["yes_no", "0", "no"],
    ["yes_no", "✓", "yes"],
    ["date", "3 May 2024", "2024-05-03"],
    ["date", "-", null],
    ["text", "a\u0000b", "a b"],
  ] as const)
    expect(read(kind, cell), cell).toEqual({ value });
  for (const [kind, cell] of [
    ["number", "1,234"],
    ["number", "four"],
    ["date", "soon"],
    ["date", "02/03/2024"],
    ["date", "31.02.2024"],
    ["yes_no", "perhaps"],
    ["text", "x".repeat(501)],
  ] as const)
    expect(read(kind, cell), cell).toHaveProperty("problem");
  expect(readFileValue("date", "02/03/2024", { order: "dmy" })).toEqual({ value: "2024-03-02" });
});

test("an address is kept, and what is none is not", () => {
  for (const [cell, ip] of [
    ["198.51.100.7", "198.51.100.7"],
    ["2001:db8::7", "2001:db8::7"],
    ["198.51.100.7, 10.0.0.1", "198.51.100.7"],
    ["198.51.100.7:443", "198.51.100.7"],
    ["[2001:db8::7]:443", "2001:db8::7"],
    ["198.51.100.xxx", "198.51.100.xxx"],
    ["198.51.100.*", "198.51.100.*"],
    ["198.51.100.0/24", "198.51.100.0/24"],
    ["198.51.100.777", null],
    ["localhost", null],
    ["7", null],
  ] as const)
    expect(readIp(cell), cell).toBe(ip);
});

test("a wrong value is left out, and its person comes in", () => {
  const mapping = {
    email: 0,
    tags: 1,
    confirmedAt: 2,
    confirmIp: 3,
    own: [{ column: 4, kind: "number" as const, field: "f" }],
  };
  const ground = { basis: "express" as const, today: "2026-11-30", reading: none, forAll: null };
  const reader = new RowReader(mapping, { columns: 5, hasHeader: true }, undefined, ground);
  const read = (...texts: string[]) => {
    const into = noOutcome();
    reader.read({ line: 2, count: 5, cell: (index) => texts[index] ?? "" }, into);
    return into;
  };
  const many = Array.from({ length: 400 }, (_, n) => `tag ${n}`).join(",");
  const { accepted, refused } = read("a@example.com", many, "someday", "nowhere", "lots");
  expect(refused).toEqual([]);
  expect(accepted[0]?.own?.tags.names).toHaveLength(50);
  expect(accepted[0]?.own?.left.map(({ column, message }) => [column, message])).toEqual([
    [1, "This cell has 400 tags. The first 50 were taken."],
    [4, "Not a number."],
    [2, "Not a date. It is kept as written, and proves no day."],
    [3, "Not an IP address."],
  ]);
  expect(accepted[0]?.extra).toEqual({ confirmedAt: "someday" });
  expect(read("b@example.com", `ok,${"x".repeat(5000)}`).accepted[0]?.own).toMatchObject({
    tags: { names: ["ok"] },
    left: [{ column: 1, message: "A tag has at most 50 characters." }],
  });
  const later = read("c@example.com", "", "2030-01-01", "198.51.100.7");
  expect(later.accepted[0]?.own?.left[0]?.message).toMatch(/lies in the future/);
  expect(later.accepted[0]?.extra).toEqual({ confirmedAt: "2030-01-01", confirmIp: "198.51.100.7" });
  expect(read("d@example.com", "", "2024-03-05", "").accepted[0]).toMatchObject({
    givenOn: "2024-03-05",
    extra: { confirmedOn: "2024-03-05" },
  });
});
