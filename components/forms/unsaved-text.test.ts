import { expect, test } from "@playwright/test";
import { forgetUnsaved, readUnsaved, removeOld, unsavedKey, writeUnsaved } from "./unsaved-text.ts";

const day = 24 * 3600_000;
const key = unsavedKey("ada:engines", "/campaigns/1/edit", ["subject", "body"]);
const text = (at: number, body: string) => ({ at, values: { body: [body] } });

function storage(full = false): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => {
      if (full) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, value);
    },
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}

test("a copy of text is read back for a day", () => {
  const here = storage();
  writeUnsaved(here, key, [text(1000, "Dear reader")]);
  expect(readUnsaved(here, key, 1000 + day - 1).texts).toEqual([text(1000, "Dear reader")]);
  expect(readUnsaved(here, key, 1000 + day).texts).toEqual([]);
  expect(here.length).toBe(0);
});

test("an account or workspace never reads the text of another", () => {
  const here = storage();
  writeUnsaved(here, key, [text(Date.now(), "Dear reader")]);
  for (const owner of ["eve:engines", "ada:looms"])
    expect(readUnsaved(here, unsavedKey(owner, "/campaigns/1/edit", ["subject", "body"])).texts).toEqual([]);
});

test("signing out removes every copy and nothing else", () => {
  const here = storage();
  here.setItem("theme", "dark");
  writeUnsaved(here, key, [text(Date.now(), "Dear reader")]);
  writeUnsaved(here, `${key}2`, [text(Date.now(), "Dear reader")]);
  forgetUnsaved(here);
  expect(here.length).toBe(1);
});

test("a full storage and a broken copy are survived", () => {
  expect(() => writeUnsaved(storage(true), key, [text(1, "x")])).not.toThrow();
  const here = storage();
  for (const broken of ["{", "[]", '{"texts":3}', "null"]) {
    here.setItem(key, broken);
    expect(readUnsaved(here, key).texts).toEqual([]);
  }
  removeOld(here);
});
