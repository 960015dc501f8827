export const megabyte = 1024 * 1024;

/** Texts that made a reader slow, or may. Each is repeated until it fills a cell, a header or a file. */
export const hostileAlphabets: Record<string, string> = {
  blanks: " ",
  "blanks between letters": "a      ",
  "no-break spaces": "\u00a0",
  "em spaces": "\u2003",
  "combining marks": "\u0301",
  "combining marks out of order": "\u0301\u0323\u0345\u0315",
  "letters with too many marks": `a${"\u0301\u0323".repeat(40)}`,
  "composed letters": "\u1f82",
  "decomposed Hangul": "\u1112\u1161\u11ab",
  "Arabic ligatures": "\ufdfa",
  "full-width letters": "\uff41",
  digits: "7",
  braces: "{{",
  brackets: "[",
  "less-than signs": "<",
  apostrophes: "'",
  "equals signs": "=",
  dots: "a.",
  "at signs": "@",
  quotes: '"',
  "odd quotes": '"a',
  "quotes on lines": '"\n',
  commas: ",",
  semicolons: ";",
  "carriage returns": "\r",
  "line feeds": "\n",
  "control characters": "\u0001",
  NULs: "\0",
  "lone surrogates": "\ud800",
  "replacement characters": "\ufffd",
  "bidi overrides": "\u202e",
  emoji: "\u{1f469}\u200d",
  backslashes: "\\",
};

export type Shape = (hostile: (units: number) => string) => string;

/** Files around the hostile text, about a megabyte of UTF-16 code units each. */
export const csvShapes: Record<string, Shape> = {
  "nothing but it": (hostile) => hostile(megabyte / 2),
  "one cell": (hostile) => `email,name\nada@example.com,${hostile(megabyte / 2)}\nbo@example.com,Bo\n`,
  "one header": (hostile) => `email,${hostile(megabyte / 2)}\nada@example.com,Ada\n`,
  "a long header": (hostile) => `email,x${hostile(60_000)}x,x${hostile(60_000)}x\n${plainRows(400_000)}`,
  "many headers": (hostile) => `${Array.from({ length: 190 }, () => `x${hostile(600)}x`).join(",")},email\n`,
  "long cells": rowsOf(60_000),
  "cells of a thousand": rowsOf(990),
  "cells of a few hundred": rowsOf(240),
  "long names": rowsOf(60_000, "name"),
  "names of a thousand": rowsOf(990, "name"),
  "names of a few hundred": rowsOf(190, "name"),
  "long addresses": rowsOf(60_000, "email"),
  "addresses of a thousand": rowsOf(990, "email"),
  "addresses of a few hundred": rowsOf(300, "email"),
};

export const ndjsonShapes: Record<string, Shape> = {
  "one key": (hostile) => `{"email":"ada@example.com",${JSON.stringify(hostile(megabyte / 2))}:1}\n`,
  "one value": (hostile) => `{"email":"ada@example.com","name":${JSON.stringify(hostile(megabyte / 2))}}\n`,
  keys: objectsOf((text, row) => `{${JSON.stringify(text)}:1,"email":"reader${row}@example.com"}`),
  names: objectsOf((text, row) => `{"name":${JSON.stringify(text)},"email":"reader${row}@example.com"}`),
  tags: objectsOf((text, row) => `{"tags":[${JSON.stringify(text)}],"email":"reader${row}@example.com"}`),
  addresses: objectsOf((text) => `{"email":${JSON.stringify(text)}}`),
  "no objects": (hostile) => `{"email":"ada@example.com"}\n${hostile(megabyte / 2)}\n`,
};

function rowsOf(units: number, column?: "name" | "email"): Shape {
  return (hostile) => {
    const text = `x${hostile(units - 2)}x`;
    const rows: string[] = ["email,name,country,tags,notes"];
    for (let size = 0, row = 0; size < megabyte / 2; size += units, row++) {
      const address = column === "email" ? text : `reader${row}@example.com`;
      const cells = column ? ["", "", ""] : [text, text, text];
      rows.push([address, column === "name" ? text : "", ...cells].join(","));
      if (!column) size += 2 * units;
    }
    return `${rows.join("\n")}\n`;
  };
}

function objectsOf(line: (text: string, row: number) => string): Shape {
  return (hostile) => {
    const rows: string[] = ['{"email":"ada@example.com"}'];
    for (const units of [240, 990, 60_000])
      for (let size = 0, row = 0; size < megabyte / 6; size += units, row++)
        rows.push(line(`x${hostile(units)}x`, row));
    return `${rows.join("\n")}\n`;
  };
}

function plainRows(units: number) {
  let text = "";
  for (let row = 0; text.length < units; row++) text += `reader${row}@example.com,Reader ${row}\n`;
  return text;
}

/** Returns a plain file of this many bytes or slightly more. */
export const plainFile = (bytes: number) => `email,name\n${plainRows(bytes)}`;

/** Returns an alphabet repeated to exactly `units` code units. */
export const hostileText = (alphabet: string) => (units: number) =>
  alphabet.repeat(Math.ceil(units / alphabet.length)).slice(0, units);

/** Yields bytes in pieces of a megabyte, as the database returns a file. */
export async function* bytesOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += megabyte) yield bytes.subarray(at, at + megabyte);
}

/**
 * Returns the CPU milliseconds this process spends on the work. Takes the least of several tries,
 * because other programs only ever add to it.
 */
export async function cpuOf(work: () => Promise<unknown>, tries = 3): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
