import { expect, test } from "@playwright/test";
import { fuzzyScore } from "./fuzzy.ts";

const best = (query: string, labels: string[]) =>
  labels.toSorted((a, b) => fuzzyScore(query, b) - fuzzyScore(query, a))[0];

test("starts of words in order find, scattered letters do not", () => {
  expect(fuzzyScore("impcon", "Import contacts")).toBeGreaterThan(0);
  for (const query of ["zz", "winter", "iprt", "mo"]) expect(fuzzyScore(query, "Import contacts")).toBe(0);
  expect(fuzzyScore("winter", "Audit log Who signed in, what changed, integrity")).toBe(0);
});

test("the start of a word beats letters inside one", () => {
  const labels = ["Email accounts", "Import contacts", "Campaigns", "Team", "Compliance"];
  expect(best("con", labels)).toBe("Import contacts");
  expect(best("comp", labels)).toBe("Compliance");
  expect(best("ea", labels)).toBe("Email accounts");
});

test("one slip of the keyboard still finds a long word", () => {
  for (const typed of ["pasword", "passwrod", "passwordd", "paswsord"])
    expect(fuzzyScore(typed, "Change password"), typed).toBeGreaterThan(0);
  expect(fuzzyScore("paxxword", "Change password")).toBe(0);
});

test("every word of the query must be there", () => {
  expect(fuzzyScore("password change", "Change password")).toBeGreaterThan(0);
  expect(fuzzyScore("password dkim", "Change password")).toBe(0);
});

test("accents and capitals do not matter", () => {
  expect(fuzzyScore("siobhan", "Siobhán")).toBeGreaterThan(0);
});

test("a query of thousands of letters ends", () => {
  expect(fuzzyScore("ab".repeat(5000), "a b ".repeat(200))).toBe(0);
  expect(fuzzyScore("ab".repeat(14), "a b ".repeat(200))).toBeGreaterThan(0);
});
