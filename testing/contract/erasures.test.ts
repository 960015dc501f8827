import { expect, test } from "@playwright/test";
import { erasureKinds, erasures } from "#db/schema/erasures.ts";
import { columns } from "./data-classes.fixture.ts";

const personal = ["pseudonym", "personal", "content"] as const;

const classified = Object.entries(columns).flatMap(([table, of]) =>
  personal.flatMap((kind) => (of[kind]?.split(" ") ?? []).map((name) => `${table}.${name}`)),
);

const declaredIn = (of: typeof erasures) =>
  Object.entries(of).flatMap(([table, kinds]) =>
    Object.values(kinds).flatMap((names) => names.split(" ").map((name) => `${table}.${name}`)),
  );

test("every personal column says what its erasure is", { tag: ["@GD5", "@GD9"] }, () => {
  const declared = declaredIn(erasures);
  expect(
    classified.filter((each) => !declared.includes(each)),
    "say in db/schema/erasures.ts what becomes of it",
  ).toEqual([]);
  expect(declared.filter((each) => !classified.includes(each))).toEqual([]);
  expect(declared.filter((each, at) => declared.indexOf(each) !== at)).toEqual([]);
  const kinds = Object.values(erasures).flatMap((of) => Object.keys(of));
  expect(kinds.filter((kind) => !Object.hasOwn(erasureKinds, kind))).toEqual([]);
});

test("a personal column without its erasure is named", () => {
  const { contacts: _, ...without } = erasures;
  const declared = declaredIn(without);
  expect(classified.filter((each) => !declared.includes(each))).toContain("contacts.email");
});
