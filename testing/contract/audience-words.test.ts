import { expect, test } from "@playwright/test";
import { audienceWords, deliveryStates, reasonsOf, shortReason } from "#app/(app)/campaigns/words.ts";
import { type SkipReason, skipReasons } from "#lib/audience/suppressions/reasons.ts";

test("an audience names each left-out person once, in words", () => {
  const skipped = { unsubscribed: 2, paused: 1, unconfirmed: 1 };
  expect(audienceWords({ eligible: 3, skipped })).toBe(
    "3 people get it · 2 unsubscribed · 1 paused · 1 not confirmed",
  );
  expect(audienceWords({ eligible: 1, skipped: {} })).toBe("1 person gets it");
  expect(reasonsOf({ paused: 1, bounced: 0, manual: 4 })).toEqual([
    ["manual", 4],
    ["paused", 1],
  ]);
  expect(deliveryStates.skipped.name).toBe("Skipped");
  for (const reason of Object.keys(skipReasons) as SkipReason[])
    expect(shortReason(reason), reason).not.toMatch(/^consent |blocked|_/);
  expect(shortReason("frequency")).toBe("asked for fewer messages");
});
