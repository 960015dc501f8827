import { expect, test } from "@playwright/test";
import type { SendOutcome } from "#lib/mail/smtp/outcome.ts";
import { backoffSeconds, decide } from "./decide.ts";
import { makePace } from "./pace.ts";
import { watchTrouble } from "./trouble.ts";

const failed = (over: Partial<Extract<SendOutcome, { outcome: "failed" }>>): SendOutcome => ({
  outcome: "failed",
  permanent: false,
  scope: "recipient",
  code: 450,
  enhanced: null,
  reply: "450 later",
  ...over,
});

test("retries wait 1, 5, 15, 60 minutes up to a day", () => {
  const waits = Array.from({ length: 9 }, (_, n) => backoffSeconds(n + 1));
  expect(waits.slice(0, 4)).toEqual([60, 300, 900, 3600]);
  expect(waits.at(-1)).toBeNull();
  const hours = waits.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0) / 3600;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThanOrEqual(24);
  expect(decide(failed({}), 9)).toMatchObject({ state: "failed", reason: "gave_up" });
});

const table: [string, SendOutcome, Record<string, unknown>][] = [
  ["sent", { outcome: "sent", response: "250 ok", messageId: null }, { state: "sent", about: "nothing" }],
  [
    "no answer to the dot",
    { outcome: "unknown", why: "The server stopped answering." },
    { state: "unknown", reason: "no_answer" },
  ],
  [
    "mailbox full",
    failed({ reply: "452 4.2.2 mailbox full", code: 452 }),
    { state: "queued", about: "nothing", waitSeconds: 60 },
  ],
  [
    "421",
    failed({ scope: "system", code: 421, reply: "421 4.3.2 busy" }),
    { state: "queued", about: "slow" },
  ],
  [
    "4.7.x",
    failed({ code: 450, enhanced: "4.7.28", reply: "450 4.7.28 unusual rate" }),
    { state: "queued", about: "slow" },
  ],
  [
    "connection lost",
    failed({ scope: "system", code: null, reply: "The connection broke off." }),
    { state: "queued", about: "lost" },
  ],
  [
    "wrong password",
    failed({ permanent: true, scope: "account", code: 535, reply: "535 5.7.8 no" }),
    { state: "queued", about: "account", counts: false },
  ],
  [
    "unknown user",
    failed({ permanent: true, code: 550, reply: "550 5.1.1 no such user" }),
    { state: "queued", reason: "bounced", about: "refused" },
  ],
  [
    "full for good",
    failed({ permanent: true, code: 552, reply: "552 5.2.2 mailbox full" }),
    { state: "queued", reason: "full", about: "refused" },
  ],
  [
    "unauthenticated",
    failed({ permanent: true, scope: "message", code: 550, reply: "550 5.7.26 unauthenticated" }),
    { state: "queued", reason: "authentication", about: "refused" },
  ],
  [
    "spam",
    failed({ permanent: true, scope: "message", code: 554, reply: "554 5.7.1 message looks like spam" }),
    { state: "queued", reason: "content", about: "refused" },
  ],
];
for (const [name, outcome, expected] of table) {
  test(`a delivery after: ${name}`, { tag: "@BS7" }, () =>
    expect(decide(outcome, 1)).toMatchObject(expected),
  );
}

test("a withheld message is queued again and not counted", () => {
  expect(decide({ outcome: "withheld" }, 3)).toMatchObject({
    state: "queued",
    counts: false,
    waitSeconds: 0,
  });
});

test("trouble is seen in a row, and a success clears the row", () => {
  const lost = decide(failed({ scope: "system", code: null, reply: "The connection broke off." }), 1);
  const sent = decide({ outcome: "sent", response: "250", messageId: null }, 1);
  const calm = watchTrouble();
  for (const decision of [lost, lost, sent, lost, lost]) calm.note(decision);
  expect(calm.found).toBeNull();
  calm.note(lost);
  expect(calm.found).toMatchObject({ kind: "account", final: false });

  const wrong = watchTrouble();
  wrong.note(decide(failed({ permanent: true, scope: "account", code: 535, reply: "535 5.7.8 no" }), 1));
  expect(wrong.found).toMatchObject({ kind: "account", final: true });
});

test("a slow-down halves the pool once, and success restores it", async () => {
  let now = 0;
  const pace = makePace(8, 1000, () => now);
  pace.slower();
  pace.slower();
  expect(pace.limit).toBe(4);
  now = 1000;
  pace.slower();
  expect(pace.limit).toBe(2);
  now = 2999;
  pace.slower();
  expect(pace.limit).toBe(2);
  now = 3000;
  for (let i = 0; i < 6 * 25; i += 1) pace.faster();
  expect(pace.limit).toBe(8);
  // Nothing is waited for: it is ready before the event loop turns.
  const ready = pace.ready(new AbortController().signal).then(() => "at once");
  const turned = new Promise((resolve) => setImmediate(resolve, "later"));
  expect(await Promise.race([ready, turned])).toBe("at once");
});
