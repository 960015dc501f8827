import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";
import { readContacts } from "#lib/audience/imports/reader/read.ts";

const rows = 1_000_000;
const megabyte = 1024 * 1024;

// Every 1,000th row repeats an address of the row before it, every 500th has no @, the others are new.
async function* million(): AsyncGenerator<Uint8Array> {
  let text = "email,first name,last name,country\r\n";
  for (let i = 1; i <= rows; i++) {
    if (i % 1000 === 0) text += `USER${i - 1}@example.com,Again,,\r\n`;
    else if (i % 500 === 0) text += `nobody,Bad,,\r\n`;
    else text += `user${i}@example.com,First${i % 997},"Last, ${i % 1009}",DE\r\n`;
    if (text.length < 64_000) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

test("a million people are read for suppression in constant memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const held = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  const ground = {
    basis: "express" as const,
    today: "2026-11-30",
    reading: { order: null },
    forAll: null,
    stopAll: "unsubscribed" as const,
  };
  let [stopped, batches, peakLive] = [0, 0, 0];
  for await (const batch of readContacts(million(), { ground })) {
    expect(batch.accepted).toEqual([]);
    stopped += batch.stopped.length;
    if (++batches % 25 === 0) peakLive = Math.max(peakLive, held() - before);
  }
  // Of the rows without an address nobody can be suppressed; one that stands twice is suppressed once, by the ledger.
  expect(stopped).toBe(rows - 1000);
  expect(peakLive / megabyte).toBeLessThan(40);
});

test("a million rows are read to the exact count in constant memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const held = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let peakLive = 0;
  let accepted = 0;
  let duplicate = 0;
  let bad = 0;
  let batches = 0;
  let line = 0;
  for await (const batch of readContacts(million())) {
    accepted += batch.accepted.length;
    for (const { reasonCode } of batch.refused) {
      if (reasonCode === "duplicate") duplicate++;
      else if (reasonCode === "address_at_sign") bad++;
    }
    expect(batch.line).toBeGreaterThan(line);
    line = batch.line;
    if (++batches % 25 === 0) peakLive = Math.max(peakLive, held() - before);
  }

  expect({ accepted, duplicate, bad, line }).toEqual({
    accepted: rows - 2000,
    duplicate: 1000,
    bad: 1000,
    line: rows + 1,
  });
  // 25 MB of it is the memory of addresses; without it a million rows hold what a thousand do.
  expect(peakLive / megabyte).toBeLessThan(40);
});
