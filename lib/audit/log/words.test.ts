import { expect, test } from "@playwright/test";
import type { Facts } from "#lib/core/audit/words.ts";
import { commandNames } from "#lib/core/command-names.ts";
import { eventName, events, eventsByGroup, eventsNamed, sentenceOf, somebody } from "./words.ts";

const facts: Facts = { who: "Anna", person: "Anna", self: true, name: "Spring", detail: {} };
const names = Object.keys(events);

test("every command has words, and each event one group", () => {
  expect(commandNames.filter((name) => !names.includes(name))).toEqual([]);
  expect(eventsByGroup.flatMap(({ actions }) => actions).sort()).toEqual(names.sort());
});

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
    "Somebody was refused: connect a mail account; only admins and owners may",
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
