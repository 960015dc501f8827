import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { generateRingKey, parseKeyRing, ringEntries } from "#lib/crypto/key-ring.ts";
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

test("npm run keys:rotate makes a key in Mailneo's own file, and takes the old one out when it is asked to", async () => {
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

test("with ENCRYPTION_KEYS of one's own it prints a new list when asked to, rotates to the first and keeps its hands off the rest", async () => {
  const mine = generateRingKey("mine");
  const own = (ring: string) => ({ ...process.env, ENCRYPTION_KEYS: ring, INSTALLATION_OWNERS: "" });
  const printed = await rotate(own(mine), "--print");
  expect(printed).toMatchObject({ code: 0, err: "" });
  const list = printed.out.trim();
  expect([...parseKeyRing(list).keys.values()].map(({ id }) => id)).toEqual([
    expect.stringMatching(/^k\d{8}-/),
    "mine",
  ]);
  expect(list.endsWith(mine)).toBe(true);
});
