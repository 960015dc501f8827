import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { explainNpm } from "./prelude.mjs";
import { readSettings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { testFolder } from "./test-folder.ts";

const folder = () => join(testFolder(), "data");
const read = (source: Record<string, string>) => readSettings(source as unknown as NodeJS.ProcessEnv);

function refused(source: Record<string, string>): string {
  try {
    read(source);
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as Error).message;
  }
  throw new Error("It was not refused");
}

test("with nothing set, secrets are made once, for the owner's eyes only", () => {
  const DATA_DIR = folder();
  const first = read({ DATA_DIR });
  expect(first).toMatchObject({ embeddedDatabase: true, localMailbox: true, dataDir: DATA_DIR });
  expect(statSync(join(DATA_DIR, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(Buffer.byteLength(first.env.AUTH_SECRET ?? "")).toBeGreaterThanOrEqual(32);
  expect(read({ DATA_DIR }).env).toEqual(first.env);
  expect(read({ DATA_DIR: folder() }).env.AUTH_SECRET).not.toBe(first.env.AUTH_SECRET);
});

test("with a database of one's own, the secrets are one's own too", () => {
  const DATA_DIR = folder();
  const DATABASE_URL = "postgres://mailneo@db.example.com/mailneo";
  const words = refused({ DATA_DIR, DATABASE_URL, SMTP_URL: "smtp://mail.example.com" });
  for (const name of ["AUTH_SECRET", "ENCRYPTION_KEYS", "MAIL_FROM"]) expect(words).toContain(`${name} `);
  expect(words).toContain(".env.example");
  expect(existsSync(join(DATA_DIR, "secrets.json"))).toBe(false);
});

test("secrets are never remade beside data that needs them", () => {
  const DATA_DIR = folder();
  mkdirSync(join(DATA_DIR, "postgres"), { recursive: true });
  expect(refused({ DATA_DIR })).toContain(
    "secrets.json is missing, and the database beside it cannot be opened",
  );
});

test("secrets others can read are refused", () => {
  const DATA_DIR = folder();
  read({ DATA_DIR });
  chmodSync(join(DATA_DIR, "secrets.json"), 0o644);
  expect(refused({ DATA_DIR })).toContain("chmod 600");
});

test("damaged secrets are not overwritten", () => {
  const DATA_DIR = folder();
  read({ DATA_DIR });
  writeFileSync(join(DATA_DIR, "secrets.json"), "{ half");
  expect(refused({ DATA_DIR })).toContain("is damaged");
  expect(readFileSync(join(DATA_DIR, "secrets.json"), "utf8")).toBe("{ half");
});

test("a data folder that is a file is refused in words", () => {
  const DATA_DIR = folder();
  writeFileSync(DATA_DIR, "");
  expect(refused({ DATA_DIR })).toContain("DATA_DIR should be a folder");
  expect(refused({ DATA_DIR: join(DATA_DIR, "inside") })).toContain("DATA_DIR should be a folder");
});

test("an unreadable data folder says whose it is", () => {
  const place = testFolder();
  const DATA_DIR = join(place, "data");
  chmodSync(place, 0o711);
  mkdirSync(DATA_DIR, { mode: process.getuid?.() === 0 ? 0o700 : 0o000 });
  // Root may read everything, so root asks as nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const file = new URL("./settings.ts", import.meta.url).href;
  const asked = spawnSync(
    process.execPath,
    [
      "-e",
      `import("${file}").then(({ readSettings }) => readSettings()).catch((error) => console.log(error.message))`,
    ],
    { ...nobody, cwd: "/", encoding: "utf8", env: { ...process.env, DATA_DIR, MAILNEO_NO_ENV_FILE: "1" } },
  );
  test.skip(
    asked.error !== undefined || /EACCES|ERR_MODULE/.test(asked.stderr),
    "nobody cannot reach this clone",
  );
  expect(asked.stdout).toContain(
    `The data folder ${DATA_DIR} cannot be read and written. It belongs to user`,
  );
});

test("edge and web share a secret derived from AUTH_SECRET", () => {
  const AUTH_SECRET = "x".repeat(40);
  const one = read({ DATA_DIR: folder(), AUTH_SECRET });
  const other = read({ DATA_DIR: folder(), AUTH_SECRET });
  expect(one.env.MAILNEO_EDGE_SECRET).toBe(other.env.MAILNEO_EDGE_SECRET);
  expect(one.env.MAILNEO_EDGE_SECRET).not.toContain("x".repeat(8));
});

test("npm's failures are explained in words", () => {
  expect(explainNpm("npm error code ENOTFOUND\nnpm error network request failed")).toContain(
    "could not reach its registry",
  );
  expect(explainNpm("npm error code ENOSPC")).toContain("The disk is full");
  expect(explainNpm("npm error code EACCES")).toContain("may not write");
  expect(explainNpm("npm error something else")).toContain("npm error something else");
});
