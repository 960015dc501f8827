import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { z } from "zod";
import { parseInput } from "#lib/core/input.ts";
import { bounded, limitedRecord, text } from "#lib/core/text.ts";
import { jobs } from "#lib/jobs.ts";
import { cutTo, hostileTexts, workOf } from "#testing/hostile-text.ts";
import { findCommands, findQueries } from "./commands.fixture.ts";
import { filledWith, partsOf, unboundedness } from "./schema-walk.fixture.ts";

const inputs: [name: string, schema: z.ZodType][] = [
  ...[...(await findCommands())].map(([name, { spec }]): [string, z.ZodType] => [name, spec.input]),
  ...[...(await findQueries())].map(([name, { query }]): [string, z.ZodType] => [name, query.input]),
  ...jobs.map(({ name, input }): [string, z.ZodType] => [`job ${name}`, input]),
];

/** Objects that only our own code can make: no text from outside reaches them. */
const ownObjects =
  /^(email_account\.connect\.settings|sending_domain\.verify\.record|import\.batch\.(accepted|stopped|refused)) custom/;

/** Milliseconds one parse may take. */
const ENOUGH = 50;

test("text is refused by its length before it is trimmed", () => {
  const read: string[] = [];
  const spied = text({ max: 10 }).overwrite((given) => {
    read.push(given);
    return given;
  });
  const { error } = spied.safeParse(" ".repeat(2000));
  expect(error?.issues.map(({ message }) => message)).toEqual(["Use at most 10 characters."]);
  expect(read).toEqual([]);
});

test("text keeps its limit after blanks around it are gone", () => {
  const ten = text({ max: 10 });
  expect(ten.parse(`  ${"x".repeat(10)}\n `)).toBe("x".repeat(10));
  expect(ten.safeParse("x".repeat(11)).error?.issues[0]?.message).toBe("Use at most 10 characters.");
  expect(text({ max: 10, trim: false }).parse(" x ")).toBe(" x ");
});

test("NUL and half characters are refused in words", { tag: ["@V1.3.3", "@V2.2.1"] }, () => {
  for (const given of ["a\0b", "a\ud800b", "\udc00"])
    expect(() => parseInput(z.object({ note: text({ max: 10 }) }), { note: given })).toThrow(
      expect.objectContaining({
        fields: { note: "This text holds a character that cannot be stored. Leave that character out." },
      }),
    );
  expect(text({ max: 10 }).parse("🎉")).toBe("🎉");
});

test("every input bounds its texts, lists and records", () => {
  expect(inputs.length).toBeGreaterThan(100);
  const found = inputs.flatMap(([name, schema]) =>
    [...partsOf(schema)].flatMap((part) => {
      const why = unboundedness(part);
      return why === null ? [] : [`${name}${part.path} ${why}`];
    }),
  );
  expect(found.filter((each) => !ownObjects.test(each))).toEqual([]);
});

test("the walk finds every kind of unbounded input", () => {
  const planted: [z.ZodType, string][] = [
    [z.string(), "a text whose first check is not its length"],
    [z.string().trim().max(5), "a text whose first check is not its length"],
    [z.string().max(5), "a text that is read on when it is too long"],
    [z.email(), "a text whose first check is not its length"],
    [z.object({ a: z.string().optional() }), "a text whose first check is not its length"],
    [z.union([z.uuid(), z.string()]), "a text whose first check is not its length"],
    [z.array(bounded(5)), "a list of any length"],
    [z.array(z.string()).max(5), "a text whose first check is not its length"],
    [z.record(bounded(5), z.number()), "a record of any size"],
    [limitedRecord(z.string(), z.number(), 5), "a text whose first check is not its length"],
    [z.unknown(), "unknown, which takes anything"],
    [z.custom(), "custom, which takes anything"],
  ];
  for (const [schema, why] of planted) expect([...partsOf(schema)].map(unboundedness)).toContain(why);
  const good = z.object({
    a: text({ max: 5 }).min(1).default(""),
    b: z.array(bounded(5)).max(3),
    c: z.uuid(),
  });
  expect([...partsOf(good)].map(unboundedness).filter(Boolean)).toEqual([]);
});

for (const [name, whole] of Object.entries(hostileTexts))
  test(`every input parses a megabyte of ${name} in ${ENOUGH} ms`, () => {
    const slow: string[] = [];
    for (const [of, schema] of inputs)
      for (const cut of [(given: string) => given, cutTo]) {
        const input = filledWith(schema, whole, cut);
        const took = workOf(() => schema.safeParse(input), ENOUGH);
        if (took > ENOUGH) slow.push(`${of}: ${Math.round(took)} ms`);
      }
    expect(slow).toEqual([]);
  });

test("a trim that tries every start is found slow", () => {
  const planted = bounded(30_000).transform((given) => given.replace(/ +$/, ""));
  const input = cutTo(hostileTexts["blanks between letters"] ?? "", 30_000);
  expect(workOf(() => planted.parse(input), ENOUGH)).toBeGreaterThan(ENOUGH);
});

test("no file makes a text schema of its own", () => {
  const found = ["lib", "app"].flatMap(filesIn).flatMap((file) => bareTexts(file, source(file)));
  expect(found).toEqual([]);
});

test("the search for text schemas finds each spelling", () => {
  const planted = [
    "z.string()",
    "z\n  .string()",
    'z.string("Enter a name.").max(5)',
    "z.coerce.string()",
    "z.email()",
    "z.url()",
    "z.base64()",
  ];
  for (const code of planted) expect(bareTexts("lib/a.ts", code), code).toHaveLength(1);
  expect(bareTexts("lib/a.ts", "z.uuid() z.iso.date() text({ max: 5 })")).toEqual([]);
});

const mayMakeTheirOwn = new Set(["lib/core/text.ts", "lib/env.ts"]);

function bareTexts(file: string, code: string): string[] {
  if (mayMakeTheirOwn.has(file)) return [];
  const spelt =
    /\bz\s*\.\s*(?:coerce\s*\.\s*)?(?:string|email|url|httpUrl|base64|base64url|jwt|hostname|emoji|templateLiteral|stringFormat)\s*\(/g;
  return [...code.matchAll(spelt)].map(([found]) => `${file}: ${found}`);
}

function filesIn(folder: string): string[] {
  return readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|fixture)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

const source = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
