import { expect, test } from "@playwright/test";
import { filesIn, forTests, source } from "./imports.fixture.ts";

/** Places that may write a moment themselves, and the reason. */
const homes: Record<string, string> = {
  "components/ui/format.ts": "Takes the zone as an argument of its own type.",
  "components/forms/browser-zone.tsx": "Asks the browser for its zone.",
  "lib/core/wall-clock.ts": "Takes the zone as an argument of its own type.",
  "lib/core/calendar-day.ts": "Takes the zone as an argument.",
  "lib/core/time-zone.ts": "Checks the zones themselves.",
  "lib/audience/contacts/month-names.ts": "Asks for the names of months, which have no zone.",
  "lib/audience/subscriber-pages/words.ts": "Names UTC, because nobody knows a subscriber's zone.",
  "lib/mail/message/mime.ts": "Writes the Date header of a message, which is in UTC.",
  "lib/mail/platform/time-words.ts": "Takes the zone as an argument of its own type.",
  "app/(app)/campaigns/[id]/report.tsx": "Labels of a chart, in the page's zone.",
  "app/(app)/settings/security/audit-log/entries.tsx": "Days of the log, in the page's zone.",
  "app/(app)/settings/security/audit-log/entry.tsx": "Clock times of the log, in the page's zone.",
};

// toLocaleString also writes numbers, whose options name no zone.
const writesTime = /Intl\.DateTimeFormat|\.toLocale(Date|Time)String|\.to(Date|Time|UTC)String\(/;
const guesses = /\bzone\s*=\s*["'`]|zone\s*(\?\?|\|\|)\s*["'`]|timeZone:\s*["'`](?!UTC")|<Time[^>]*\szone=/;
const utcZone = /timeZone:\s*"UTC"/;

const shown = [...filesIn("app"), ...filesIn("components"), ...filesIn("lib")].filter(
  (file) => !forTests(file),
);

test("only the homes of time write a moment in words", () => {
  const others = shown.filter((file) => writesTime.test(source(file)) && !Object.hasOwn(homes, file));
  expect(others).toEqual([]);
  expect(writesTime.test('new Intl.DateTimeFormat("en", { timeZone: zone })')).toBe(true);
  expect(writesTime.test('at.toLocaleTimeString("en-GB")')).toBe(true);
  expect(writesTime.test('count.toLocaleString("en")')).toBe(false);
});

test("no page or mail falls back to a zone", () => {
  expect(shown.filter((file) => guesses.test(source(file)))).toEqual([]);
  for (const planted of ['zone = "UTC"', 'workspace?.timeZone ?? "UTC"', "<Time value={at} zone={zone} />"])
    expect(guesses.test(planted.replace("timeZone", "zone")), planted).toBe(true);
});

test("UTC is written only where a day has no zone", () => {
  const allowed = [
    "components/ui/format.ts",
    "lib/audience/contacts/month-names.ts",
    "lib/audience/subscriber-pages/words.ts",
  ];
  const others = shown.filter((file) => utcZone.test(source(file)) && !allowed.includes(file));
  expect(others).toEqual([]);
  expect(utcZone.test('{ timeZone: "UTC" }')).toBe(true);
});
