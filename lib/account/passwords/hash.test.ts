import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { hash as bcryptHash, verify as bcryptVerify, parseOptions } from "@node-rs/bcrypt";
import { expect, test } from "@playwright/test";
import { hashPassword, matchPassword, needsRehash, verifyPassword } from "./hash.ts";

const password = "Correct-horse9";

test("a password is hashed with bcrypt at cost 12 and salted", {
  tag: "@V11.4.2",
}, async () => {
  const [stored, again] = await Promise.all([hashPassword(password), hashPassword(password)]);
  expect(stored).toMatch(/^\$2b\$12\$[./A-Za-z0-9]{53}$/);
  expect(parseOptions(stored)).toEqual({ version: "2b", cost: 12 });
  expect(again).not.toBe(stored);
  expect(await bcryptVerify(password, stored)).toBe(true);
  expect(await verifyPassword(password, stored)).toBe(true);
});

test("a password is checked exactly: case and spaces count", {
  tag: "@V6.2.8",
}, async () => {
  const stored = await hashPassword("Caf\u00e9-horse9");
  for (const guess of ["caf\u00e9-horse9", "Caf\u00e9-horse9 ", "Cafe-horse9", "Caf\u00e9-horse", ""]) {
    expect(await verifyPassword(guess, stored), guess).toBe(false);
  }
});

test("a password is right in every form a keyboard gives it", { tag: "@V6.2.8" }, async () => {
  const composed = "Caf\u00e9-horse9";
  const forms = [composed, "Cafe\u0301-horse9", "Caf\u00e9-horse\uff19"];
  for (const chosen of forms) {
    const stored = await hashPassword(chosen);
    for (const typed of forms) expect(await matchPassword(typed, stored), typed).toBe("yes");
  }
});

test("a hash of the form once typed is right and outdated", { tag: "@V11.4.2" }, async () => {
  const typed = "Cafe\u0301-horse9";
  const old = await bcryptHash(typed, { cost: 12 });
  expect(await matchPassword(typed, old)).toBe("outdated");
  expect(await matchPassword("Cafe\u0301-horse8", old)).toBe("no");
  expect(await matchPassword(password, await bcryptHash(password, { cost: 10 }))).toBe("outdated");
});

test("72 bytes are counted after normalising", { tag: "@V6.2.8" }, async () => {
  const full = "\ufb03".repeat(24);
  expect(await verifyPassword("ffi".repeat(24), await hashPassword(full))).toBe(true);
  await expect(hashPassword("\ufb03".repeat(25))).rejects.toThrow(TypeError);
});

test("a 73rd byte is refused although bcrypt ignores it", {
  tag: "@V6.2.8",
}, async () => {
  for (const full of ["a".repeat(72), "é".repeat(36)]) {
    const stored = await hashPassword(full);
    expect(await bcryptVerify(`${full}X`, stored)).toBe(true);
    expect(await verifyPassword(`${full}X`, stored)).toBe(false);
    expect(await verifyPassword(full, stored)).toBe(true);
    await expect(hashPassword(`${full}X`)).rejects.toThrow(TypeError);
  }
});

test("NUL and lone surrogates are refused although bcrypt merges them", {
  tag: "@V6.2.8",
}, async () => {
  for (const guess of ["abc\0def", "\ud800abc", "abc\udfff"]) {
    await expect(hashPassword(guess)).rejects.toThrow(TypeError);
  }
  const stored = await hashPassword("\ufffdabc");
  expect(await bcryptVerify("\ud800abc", stored)).toBe(true);
  expect(await verifyPassword("\ud800abc", stored)).toBe(false);
  const withNul = await bcryptHash("abc\0def", { cost: 4 });
  expect(await verifyPassword("abc\0def", withNul)).toBe(false);
});

test("no password opens an account with a missing or damaged hash", async () => {
  const stored = await hashPassword(password);
  for (const broken of [
    null,
    "",
    "x",
    stored.slice(0, -1),
    `${stored}x`,
    stored.replace("$2b$12", "$2b$99"),
    "$2b$12$",
  ]) {
    expect(await verifyPassword(password, broken), String(broken)).toBe(false);
    expect(await verifyPassword("", broken), String(broken)).toBe(false);
  }
});

test("missing accounts and damaged hashes take as long as a real check", {
  tag: "@V6.3.8",
}, async () => {
  const stored = await hashPassword(password);
  const cases: Record<string, [string, string | null]> = {
    known: ["wrong", stored],
    unknown: ["wrong", null],
    malformed: ["wrong", "$2b$12$not-a-hash"],
    cut: ["wrong", stored.slice(0, -1)],
    tooLong: ["a".repeat(100_000), stored],
    nul: ["abc\0def", stored],
    surrogate: ["\ud800", stored],
  };
  const times: Record<string, number[]> = {};
  for (let round = 0; round < 2; round++) {
    for (const [name, [guess, hash]] of Object.entries(cases)) {
      const before = process.cpuUsage();
      expect(await verifyPassword(guess, hash)).toBe(false);
      const { user, system } = process.cpuUsage(before);
      times[name] = [...(times[name] ?? []), user + system];
    }
  }
  // Time of the processor, which waits for nobody, and the lesser of two, which holds no cleaning of memory.
  const fastest = (name: string) => Math.min(...(times[name] ?? []));
  for (const name of Object.keys(cases)) {
    const ratio = fastest(name) / fastest("known");
    expect(ratio, name).toBeGreaterThan(0.3);
    expect(ratio, name).toBeLessThan(3.3);
  }
});

test("the first check after a start takes as long for unknown addresses", {
  tag: "@V6.3.8",
}, async () => {
  // A fresh process: here the dummy hash has been made already.
  const script = `
    const { hash } = await import("@node-rs/bcrypt");
    const spent = (since) => { const { user, system } = process.cpuUsage(since); return user + system; };
    const started = process.cpuUsage();
    await hash("x", { cost: 12 });
    const once = spent(started);
    const { verifyPassword } = await import("./hash.ts");
    const first = process.cpuUsage();
    await verifyPassword("x", null);
    process.stdout.write(String(spent(first) / once));`;
  const ratio = Number(await runNode(script));
  expect(ratio).toBeGreaterThan(0.3);
  expect(ratio).toBeLessThan(3.3);
});

test("a flood past the queue is refused with a retry time", async () => {
  const script = `
    const { verifyPassword, BusyError } = await import("./hash.ts");
    const refused = [];
    for (let i = 0; i < 200; i++) verifyPassword("x", null).catch((error) => refused.push(error));
    setImmediate(() => {
      const busy = refused.every((error) => error instanceof BusyError && error.retryAfter >= 1);
      process.stdout.write(String(busy && refused.length), () => process.exit());
    });`;
  const refused = Number(await runNode(script));
  const { availableParallelism } = await import("node:os");
  expect(refused).toBeGreaterThanOrEqual(200 - 64 - 2 * availableParallelism());
  expect(refused).toBeLessThan(200 - 64);
});

test("another cost, variant or format needs a new hash", {
  tag: "@V11.4.2",
}, async () => {
  const stored = await hashPassword(password);
  expect(needsRehash(stored)).toBe(false);
  expect(needsRehash(await bcryptHash(password, { cost: 10 }))).toBe(true);
  expect(needsRehash(await bcryptHash(password, { cost: 12, version: "2a" }))).toBe(true);
  expect(needsRehash(stored.replace("$2b$12", "$2b$13"))).toBe(true);
  expect(needsRehash("nonsense")).toBe(true);
});

async function runNode(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
  });
  return stdout;
}
