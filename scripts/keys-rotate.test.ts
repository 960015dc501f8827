import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { generateRingKey, ringEntries } from "#lib/crypto/key-ring.ts";
import { startInstallation } from "#lib/operations/encryption-keys/installation.fixture.ts";
import { bareEnvironment } from "./test-environment.ts";
import { testFolder } from "./test-folder.ts";

test.describe.configure({ timeout: 120_000 });

async function rotate(env: NodeJS.ProcessEnv, ...options: string[]) {
  const child = spawn(process.execPath, ["scripts/run.mjs", "keys-rotate", ...options], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const code = await new Promise((ended) => child.on("close", ended));
  return { code, out, err };
}

test("npm run keys:rotate adds a key and removes the old one", async () => {
  const DATA_DIR = join(testFolder(), "data");
  const env = { ...bareEnvironment(), DATA_DIR };
  const file = join(DATA_DIR, "secrets.json");
  const ring = () => ringEntries(JSON.parse(readFileSync(file, "utf8")).encryptionKeys).map(({ id }) => id);

  expect(await rotate(env, "--remove-old")).toMatchObject({ code: 0 });
  const [before] = ring();
  const rotated = await rotate(env);
  expect(rotated).toMatchObject({ code: 0, err: "" });
  const [fresh, ...rest] = ring();
  expect(rest).toEqual([before]);
  expect(rotated.out).toContain(`Every data key is wrapped by ${fresh} (`);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const removed = await rotate(env, "--remove-old");
  expect(removed.out).toContain(`${before} wraps nothing any more`);
  expect(ring()).toEqual([fresh]);
  for (const option of ["--print", "--both"]) {
    const refused = await rotate(env, option);
    expect(refused.code).toBe(1);
    expect(refused.err).not.toContain("    at ");
  }
  const said = [rotated, removed].map(({ out, err }) => out + err).join();
  const secrets = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  for (const secret of Object.values(secrets)) expect(said).not.toContain(secret.split(":").at(-1));
});

test("npm run keys:rotate prints a new list for own ENCRYPTION_KEYS", async () => {
  const mine = generateRingKey("mine");
  const house = await startInstallation({ ring: mine, file: false });
  const thing = await (await house.start()).ask("make");
  const given = (ENCRYPTION_KEYS: string) => ({
    ...house.env,
    DATA_DIR: join(testFolder(), "data"),
    ENCRYPTION_KEYS,
  });

  const printed = await rotate(given(mine), "--print");
  expect(printed).toMatchObject({ code: 0, err: "" });
  const list = printed.out.trim();
  const [fresh = "", ...rest] = ringEntries(list).map(({ entry }) => entry);
  expect(rest).toEqual([mine]);

  const early = await rotate(given(list), "--remove-old");
  expect(early.code).toBe(1);
  expect(early.err).toContain("mine still wraps data keys. Rotate first");
  const rotated = await rotate(given(list));
  expect(rotated).toMatchObject({ code: 0, err: "" });
  const removed = await rotate(given(list), "--remove-old");
  expect(removed.out).toContain("Take it out of ENCRYPTION_KEYS at the next start.");
  for (const { out } of [rotated, removed]) expect(out).not.toContain(fresh.split(":").at(-1));
  expect(await (await house.start({ ENCRYPTION_KEYS: fresh })).ask("open", [thing])).toEqual([]);
  expect((await rotate(given(mine))).err).toContain("which is not among them");
  await house.stop();
});
