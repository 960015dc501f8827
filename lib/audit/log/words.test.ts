import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Facts } from "#lib/core/audit/words.ts";
import { findCommands } from "#testing/contract/commands.fixture.ts";
import { nounOfPath } from "#testing/contract/name-of-path.fixture.ts";
import { everyNameOf, renamed } from "./renamed.ts";
import { events } from "./vocabulary.ts";
import { eventName, eventsByGroup, eventsNamed, sentenceOf, somebody } from "./words.ts";

const facts: Facts = { who: "Anna", person: "Anna", self: true, name: "Spring", detail: {} };
const names: string[] = Object.keys(events);
const lib = new URL("../../", import.meta.url);
const isWords = (file: string) => /(^|\/)audit-words\.ts$/.test(file);

test("the vocabulary has every noun's words, each event in one group", async () => {
  const missing: string[] = [];
  for (const file of readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(isWords)) {
    const words: Record<string, object> = Object.assign(
      {},
      ...Object.values(await import(new URL(file, lib).href)),
    );
    const left = Object.keys(words).filter((action) => !names.includes(action));
    if (left.length > 0)
      missing.push(`lib/audit/log/vocabulary.ts: add the words of lib/${file} (${left.join(", ")})`);
  }
  expect(missing).toEqual([]);
  expect(eventsByGroup.flatMap(({ actions }) => actions).sort()).toEqual(names.sort());
});

test("every command has its words in the folder of its noun", async () => {
  const nouns = new Map<string, string[]>();
  for (const file of readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(isWords))
    nouns.set(
      `lib/${file}`,
      Object.keys(Object.assign({}, ...Object.values(await import(new URL(file, lib).href)))),
    );
  expect(wordless([...(await findCommands()).keys()], nouns)).toEqual([]);
  expect(
    wordless(["tag.create"], new Map([["lib/audience/contacts/audit-words.ts", ["tag.create"]]])),
  ).toEqual(["tag.create: add its words to audit-words.ts in the folder of its noun"]);
});

/** Commands without words in a file of their noun. */
function wordless(commands: string[], nouns: Map<string, string[]>) {
  const at = (name: string) =>
    [...nouns].some(([file, actions]) => actions.includes(name) && nounOfPath(file) === name.split(".")[0]);
  return commands
    .filter((name) => !at(name))
    .map((name) => `${name}: add its words to audit-words.ts in the folder of its noun`);
}

test("no sentence has a raw code, a gap or a full stop", () => {
  const bare: Facts = { who: somebody, person: null, self: false, name: null, detail: {} };
  for (const action of names)
    for (const given of [facts, bare])
      for (const result of ["done", "refused", "failed"] as const) {
        const { who, what } = sentenceOf(action, result, given);
        expect(`${who} ${what}`, action).not.toMatch(/undefined|null|NaN|_|\.$| {2}|\[object/);
        expect(what, action).toMatch(/^[a-z]/);
      }
});

test("names of events for the filter are different from each other", () => {
  const said = names.map(eventName);
  expect(said.filter((name, at) => said.indexOf(name) !== at)).toEqual([]);
});

test("who signed in is named, who tried to is somebody", () => {
  const visitor: Facts = { ...facts, who: somebody, self: false };
  const say = (action: string, result: "done" | "refused", detail: Facts["detail"]) => {
    const { who, what } = sentenceOf(action, result, { ...visitor, detail });
    return `${who} ${what}`;
  };
  expect(say("session.start", "done", { amr: ["hwk", "user", "mfa"] })).toBe("Anna signed in with a passkey");
  expect(say("session.sign_in", "refused", { because: "wrong password" })).toBe(
    "Somebody tried to sign in to Anna’s account; the password was wrong",
  );
  expect(say("password.request_reset", "done", {})).toBe(
    "Somebody asked for a link to reset Anna’s password",
  );
  expect(say("email_account.connect", "refused", { because: "not a workspace admin" })).toBe(
    "Somebody tried to connect a mail account and was refused; only admins and owners may",
  );
});

test("an event of another version is named as it is", () => {
  expect(sentenceOf("moon.land", "done", facts)).toEqual({ who: "Anna", what: "did moon.land" });
  expect(eventName("moon.land")).toBe("Moon.land");
  expect(sentenceOf("constructor", "refused", facts).what).toBe("was refused: constructor");
});

test("words find events by what they are called, in any order", () => {
  expect(eventsNamed("  Remove PASSKEY ")).toEqual(["passkey.remove"]);
  expect(eventsNamed("sign-ins")).toContain("session.start");
  expect(eventsNamed("")).toEqual([]);
  expect(eventsNamed("moon")).toEqual([]);
});

test("every old action name leads to one of today", () => {
  for (const [old, name] of Object.entries(renamed)) {
    expect(names, `${old} is renamed to what can be recorded`).toContain(name);
    expect(names, `${old} is no name of today`).not.toContain(old);
    expect(everyNameOf(old)).toEqual(everyNameOf(name));
    expect(everyNameOf(name)).toContain(old);
    expect(eventName(old)).toBe(eventName(name));
    expect(eventsNamed(old)).toEqual([name]);
    for (const result of ["done", "refused", "failed"] as const)
      expect(sentenceOf(old, result, facts)).toEqual(sentenceOf(name, result, facts));
  }
  expect(everyNameOf("constructor")).toEqual(["constructor"]);
});
