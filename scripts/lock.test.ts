import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { holderOf, takeLock } from "./lock.ts";
import { freePort, isFree, knownPorts, rememberedPort } from "./ports.ts";
import { testFolder } from "./test-folder.ts";

test("the second process learns who holds the lock", () => {
  const file = join(testFolder(), "running.json");
  const first = takeLock(file, "npm start");
  if ("heldBy" in first) throw new Error("nobody else can hold it");
  first.update({ url: "http://localhost:3000" });
  expect(takeLock(file, "npm run migrate")).toEqual({
    heldBy: expect.objectContaining({ pid: process.pid, what: "npm start", url: "http://localhost:3000" }),
  });
  first.release();
  expect(existsSync(file)).toBe(false);
  expect("heldBy" in takeLock(file, "npm run migrate")).toBe(false);
});

test("a dead holder, and another process that got its pid, hold nothing", async () => {
  const file = join(testFolder(), "running.json");
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((ended) => child.once("exit", ended));
  writeFileSync(file, JSON.stringify({ pid: child.pid, began: "1", what: "npm start" }));
  expect(holderOf(file)).toBeNull();
  writeFileSync(file, JSON.stringify({ pid: process.ppid, began: "not when it began", what: "npm start" }));
  expect(holderOf(file)).toBeNull();
  writeFileSync(file, "{ half a fi");
  expect("heldBy" in takeLock(file, "npm start")).toBe(false);
  expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid);
});

test("a port is remembered while free and replaced otherwise", async () => {
  const dataDir = testFolder();
  const port = await rememberedPort(dataDir, "web");
  expect(await rememberedPort(dataDir, "web")).toBe(port);
  const other = await rememberedPort(dataDir, "smtp");
  expect(other).not.toBe(port);

  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  expect(await isFree(port)).toBe(false);
  const next = await rememberedPort(dataDir, "web");
  server.close();
  expect(next).not.toBe(port);
  expect(knownPorts(dataDir)).toEqual({ web: next, smtp: other });
});

test("two data folders do not share ports", async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBeGreaterThan(15);
  for (const port of ports) expect(port).toBeLessThan(32_000);
});
