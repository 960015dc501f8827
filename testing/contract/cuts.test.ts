import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const sourceFiles = () =>
  ["lib", "app", "components"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path) && !/\.(?:test|fixture|cases)\.|edge\/test-/.test(path))
      .map((path) => `${folder}/${path}`),
  );

/** Lines that cut lists, bytes or ASCII, by what stands on them. */
const notForPeople =
  /toISOString|hex|digest|sha256|[Uu]ser-?[Aa]gent|[Bb]ytes|\brows\b|\bpoints\b|problems|removed|refused|countryKey|text\.slice\(0, 100\)\)|^\s*\.slice\(0, 40\)/;

test("no text for people is cut between the halves of a character", () => {
  const faults = sourceFiles().flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line, at) =>
        /\.substr(?:ing)?\(|\.slice\(0, ?(?:\d{3,}|[3-9]\d)\)/.test(line) && !notForPeople.test(line)
          ? [`${path}:${at + 1}: use cutText of lib/core/cut-text.ts`]
          : [],
      ),
  );
  expect(faults).toEqual([]);
});
