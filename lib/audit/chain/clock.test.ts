import { expect, test } from "@playwright/test";
import { dropTemplate, type Log, openLog } from "./log.fixture.ts";

let log: Log;
test.beforeEach(async () => {
  log = await openLog();
});
test.afterEach(() => log.close());
test.afterAll(dropTemplate);

const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const make = (when = new Date()) => log.checkpoint(when, { again: false });

test("a clock once ahead does not stop checkpoints", {
  tag: "@V16.4.3",
}, async () => {
  const workspaceId = await log.append(2);
  expect(await make(later(10_000))).toMatchObject({ number: 1, made: true });
  await log.tamper((tx) => tx`update audit_checkpoints set stored_at = at`); // by the same clock
  await log.append(2, new Date(), workspaceId);
  expect(await make()).toMatchObject({ number: 2, made: true });
  expect(await make(), "still one an hour").toMatchObject({ number: 2, made: false });
  const { intact, notes } = await log.verify();
  expect(intact).toBe(true);
  expect(notes.join(" ")).toContain("lies ahead of the clock");
});
