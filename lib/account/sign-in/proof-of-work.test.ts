import { expect, test } from "@playwright/test";
import { sha256 } from "#lib/crypto/hash.ts";
import { issueWork, spendWork } from "./proof-of-work.ts";

const ip = "203.0.113.9";

function solve({ challenge, bits }: { challenge: string; bits: number }) {
  for (let nonce = 0; ; nonce++)
    if (sha256(`${challenge}.${nonce}`).readUInt32BE(0) >>> (32 - bits) === 0) return `${challenge}.${nonce}`;
}

test("an answer is good once, from its own network", { tag: "@V6.3.1" }, async () => {
  const answer = solve(issueWork(ip));
  expect(await spendWork(answer, "198.51.100.1")).toBe(false);
  expect(await spendWork(answer, "203.0.113.200"), "another address of the /24").toBe(true);
  expect(await spendWork(answer, ip)).toBe(false);
});

test("without scripts the wait is the proof", { tag: "@V6.3.1" }, async () => {
  const { challenge, waitSeconds } = issueWork(ip);
  const later = Date.now() + waitSeconds * 1000;
  expect(await spendWork(challenge, ip)).toBe(false);
  expect(await spendWork(challenge, ip, later)).toBe(true);
  expect(await spendWork(challenge, ip, later)).toBe(false);
});

test("an old, forged or wrong answer proves nothing", { tag: "@V6.3.1" }, async () => {
  const work = issueWork(ip);
  const answer = solve(work);
  expect(await spendWork(answer, ip, Date.now() + 601_000)).toBe(false);
  for (const bad of [null, "", "x", `${answer}0x`, answer.replace(/^./, "z"), ".".repeat(5)])
    expect(await spendWork(bad, ip), String(bad)).toBe(false);
});
