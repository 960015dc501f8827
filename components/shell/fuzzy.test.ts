import { expect, test } from "@playwright/test";
import { fuzzyScore } from "./fuzzy.ts";

const best = (query: string, labels: string[]) =>
  labels.toSorted((a, b) => fuzzyScore(query, b) - fuzzyScore(query, a))[0];

test("letters in order find, others do not", () => {
  expect(fuzzyScore("impcon", "Import contacts")).toBeGreaterThan(0);
  expect(fuzzyScore("zz", "Import contacts")).toBe(0);
});

test("the start of a word beats letters scattered in one", () => {
  const labels = ["Email accounts", "Import contacts", "Campaigns", "Team", "Compliance"];
  expect(best("con", labels)).toBe("Import contacts");
  expect(best("comp", labels)).toBe("Compliance");
  expect(best("ea", labels)).toBe("Email accounts");
});

test("accents and capitals do not matter", () => {
  expect(fuzzyScore("siobhan", "Siobhán")).toBeGreaterThan(0);
});
