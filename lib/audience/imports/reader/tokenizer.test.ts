import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { limits } from "./limits.ts";
import { Tokenizer } from "./tokenizer.ts";

type Read = { rows: string[][]; lines: number[]; problems: string[] };

/** Reads pieces of text; problems as "line:problem:quoteLine". */
function read(pieces: string[], delimiter = ","): Read {
  const tokenizer = new Tokenizer(delimiter);
  const result: Read = { rows: [], lines: [], problems: [] };
  const drain = () => {
    for (let step = tokenizer.next(); step === "row" || step === "problem"; step = tokenizer.next()) {
      if (step === "row") {
        result.rows.push(Array.from({ length: tokenizer.count }, (_, index) => tokenizer.cell(index)));
        result.lines.push(tokenizer.line);
      } else result.problems.push(`${tokenizer.line}:${tokenizer.problem}:${tokenizer.quoteLine}`);
    }
  };
  for (const piece of pieces) {
    tokenizer.push(piece);
    drain();
  }
  tokenizer.end();
  drain();
  return result;
}

const csvParse = (text: string, delimiter: string): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });

// Dense in what matters: quotes, doubled quotes, breaks of all kinds, delimiters beside each other.
const alphabet = [
  '"',
  '"',
  '""',
  ",",
  ",",
  ";",
  "\n",
  "\r",
  "\r\n",
  "\n\n",
  "a",
  "b c",
  " ",
  "é",
  "漢",
  "😀",
  "x@y.zz",
];
const messy = fc.array(fc.constantFrom(...alphabet), { maxLength: 60 }).map((parts) => parts.join(""));
const cuts = fc.array(fc.nat(), { maxLength: 8 });

function cutUp(text: string, places: number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index]));
}

test("any text is read as csv-parse reads it, wherever it is cut", () => {
  let compared = 0;
  fc.assert(
    fc.property(messy, fc.constantFrom(",", ";"), cuts, (text, delimiter, places) => {
      let expected: string[][];
      try {
        expected = csvParse(text, delimiter);
      } catch (error) {
        assert.equal((error as { code?: string }).code, "CSV_QUOTE_NOT_CLOSED");
        assert.notDeepEqual(read([text], delimiter).problems, []);
        return;
      }
      const ours = read(cutUp(text, places), delimiter);
      // A quote that swallowed the next person's address is never closed; csv-parse reads on.
      if (ours.problems.length > 0 && new RegExp(`"[^"]*[\r\n][^"]*"[^${delimiter}\r\n ].*@`, "s").test(text))
        return;
      compared++;
      assert.deepEqual(ours.problems, []);
      assert.deepEqual(ours.rows, expected);
    }),
    { numRuns: 10_000 },
  );
  expect(compared).toBeGreaterThan(2500);
});

test("RFC 4180 text is read back cell by cell", () => {
  const cell = fc
    .array(fc.constantFrom(...alphabet, "|", "\t"), { maxLength: 6 })
    .map((parts) => parts.join(""));
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.boolean(),
      (rows, lineBreak, delimiter, lastBreak) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join(lineBreak);
        const ours = read([...text, lastBreak ? lineBreak : ""], delimiter);
        assert.deepEqual(ours.rows, rows);
      },
    ),
    { numRuns: 2000 },
  );
});

test("where the pieces are cut changes nothing, also for what is refused", () => {
  fc.assert(
    fc.property(messy, (text) => {
      const whole = read([text]);
      for (let at = 0; at <= text.length; at++)
        assert.deepEqual(read([text.slice(0, at), text.slice(at)]), whole);
      assert.deepEqual(read(text.split("")), whole);
    }),
    { numRuns: 500 },
  );
});

test("a row knows the physical line it begins on", () => {
  expect(read(['a\n\n"b\r\nb\rb",1\r\n\rc\n']).lines).toEqual([1, 3, 7]);
});

test("an unclosed quote loses its own line and names it", () => {
  const text = 'a,1\nb,2\n"one\ntwo",x,"open\nc,3\nd,4\n';
  const result = read([text]);
  expect(result.problems).toEqual(["3:unclosed_quote:4"]);
  expect(result.rows).toEqual([
    ["a", "1"],
    ["b", "2"],
    ["c", "3"],
    ["d", "4"],
  ]);
  expect(result.lines).toEqual([1, 2, 5, 6]);
});

test("a quote open past 1 MB loses its line only", () => {
  const rows = "person@example.com,Ada\n".repeat(50_000);
  const text = `a@x.test,"Ada\n${rows}`;
  const whole = read([text]);
  expect(whole.problems).toEqual(["1:unclosed_quote:1"]);
  expect(whole.rows).toHaveLength(50_000);
  expect(read(text.match(/[\s\S]{1,100000}/g) ?? [])).toEqual(whole);
});

test("overlong lines and fields are refused, further columns ignored", () => {
  const long = "x".repeat(limits.record + 5);
  const text = `a,1\n${long},2\nb,${"y".repeat(limits.field + 1)}\n${",".repeat(limits.columns)}\n"c\n${long}",3\nd,4`;
  for (const pieces of [[text], text.match(/[\s\S]{1,70000}/g) ?? []]) {
    const result = read(pieces);
    // The text inside the overlong quote is one line of its own, too long as well.
    expect(result.problems).toEqual([
      "2:line_too_long:0",
      "3:field_too_long:0",
      "5:unclosed_quote:5",
      "6:line_too_long:0",
    ]);
    expect(result.rows).toEqual([["a", "1"], Array(limits.columns).fill(""), ["d", "4"]]);
    expect(result.lines).toEqual([1, 4, 7]);
  }
});

test("the limits hold to the character, wherever the text is cut", () => {
  for (const extra of [-1, 0, 1, 2]) {
    for (const make of [(s: string) => s, (s: string) => `"${s}"`, (s: string) => `1,"${s}",2`]) {
      const text = `${make("z".repeat(limits.record + extra))}\nend\n`;
      const whole = read([text]);
      for (let at = limits.record - 2; at < Math.min(text.length, limits.record + 6); at++) {
        assert.deepEqual(read([text.slice(0, at), text.slice(at)]), whole);
      }
    }
  }
});
