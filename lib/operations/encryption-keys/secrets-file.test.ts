import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { generateRingKey, ringEntries } from "#lib/crypto/key-ring.ts";
import { testFolder } from "#scripts/test-folder.ts";
import { addRingKey, dropRingKey } from "./secrets-file.ts";

function makeFile(encryptionKeys: string) {
  const folder = testFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "secrets.json");
  writeFileSync(file, JSON.stringify({ authSecret: "kept", encryptionKeys, databasePassword: "kept too" }), {
    mode: 0o600,
  });
  const read = () => JSON.parse(readFileSync(file, "utf8")) as { encryptionKeys: string };
  return { folder, file, read, ids: () => ringEntries(read().encryptionKeys).map(({ id }) => id) };
}

test("keys are added and removed with the file otherwise unchanged", () => {
  const { folder, file, read, ids } = makeFile(generateRingKey("k1"));
  addRingKey(file, "k2");
  const once = read();
  addRingKey(file, "k2");
  expect(read()).toEqual(once);
  expect(ids()).toEqual(["k2", "k1"]);
  expect(read()).toMatchObject({ authSecret: "kept", databasePassword: "kept too" });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  dropRingKey(file, "k1");
  dropRingKey(file, "k1");
  dropRingKey(file, "k2"); // it wraps
  expect(ids()).toEqual(["k2"]);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("an invalid file is left unchanged", () => {
  const { folder, file } = makeFile("k1:short");
  const before = readFileSync(file, "utf8");
  expect(() => addRingKey(file, "k2")).toThrow("Key 2 of the key ring is");
  expect(() => addRingKey(file, "Not An Id")).toThrow("key id");
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("where the new file cannot be written, the old one stays", () => {
  const { file } = makeFile(generateRingKey("k1"));
  const before = readFileSync(file, "utf8");
  mkdirSync(`${file}.draft`); // in the way
  expect(() => addRingKey(file, "k2")).toThrow();
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("two concurrent processes lose no key", async () => {
  const { folder, file, ids } = makeFile(generateRingKey("k1"));
  const module = new URL("./secrets-file.ts", import.meta.url).href;
  const add = (name: string) =>
    promisify(execFile)(process.execPath, [
      "--input-type=module",
      "-e",
      `const { addRingKey } = await import(${JSON.stringify(module)});
       for (let n = 0; n < 40; n++) addRingKey(${JSON.stringify(file)}, "${name}" + n);`,
    ]);
  await Promise.all([add("a"), add("b")]);
  expect(ids()).toHaveLength(81);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("what a process that died over it began is in nobody's way", () => {
  const { folder, file, ids } = makeFile(generateRingKey("k1"));
  writeFileSync(`${file}.draft`, "half");
  const before = new Date(Date.now() - 60_000);
  utimesSync(`${file}.draft`, before, before);
  addRingKey(file, "k2");
  expect(ids()).toEqual(["k2", "k1"]);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});
