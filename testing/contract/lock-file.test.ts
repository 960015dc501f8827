import { spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { testFolder } from "#scripts/test-folder.ts";
import { projectFile, projectRoot } from "../project-files.ts";

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
};
type Lock = { packages: Record<string, Entry> };

const lock = () => JSON.parse(projectFile("package-lock.json")) as Lock;

test("npm ci accepts the lock file", () => {
  const { status, output } = npmCi(lock());
  expect(status, output).toBe(0);
});

test("npm ci refuses a lock file that lacks another platform's package", () => {
  const short = lock();
  delete short.packages["node_modules/@node-rs/bcrypt-darwin-arm64"];
  const { status, output } = npmCi(short);
  expect(output).toContain("Missing: @node-rs/bcrypt-darwin-arm64@");
  expect(status).not.toBe(0);
});

test("an installation without development packages has no local mailbox", { tag: "@V15.2.3" }, () => {
  const mailbox = /node_modules\/(?:@maildev\/.+|express|fastify|socket\.io|engine\.io|ws)$/;
  const installed = Object.entries(lock().packages).filter(([path, { dev }]) => mailbox.test(path) && !dev);
  expect(installed.map(([path]) => path)).toEqual([]);
});

test("the lock file names no registry", () => {
  const named = Object.entries(lock().packages).filter(([, { resolved }]) => resolved);
  expect(named.map(([path]) => path)).toEqual([]);
});

test("only bcrypt's other platforms lack an integrity hash", () => {
  const unhashed = Object.entries(lock().packages).filter(
    ([path, { integrity, inBundle }]) => path !== "" && !integrity && !inBundle,
  );
  for (const [path, entry] of unhashed) {
    expect(path).toMatch(/^node_modules\/@node-rs\/bcrypt-/);
    expect({ path, optional: entry.optional }).toEqual({ path, optional: true });
    expect(`${entry.os}-${entry.cpu}`, path).toMatch(/^(android|darwin|freebsd|linux|win32)-\w+$/);
  }
});

/** Asks npm, in a folder of its own and without a network, whether it would install exactly what the lock file says. */
function npmCi(packages: Lock) {
  const folder = testFolder();
  for (const name of ["package.json", ".npmrc"]) cpSync(join(projectRoot, name), join(folder, name));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(packages));
  const { status, stdout, stderr } = spawnSync("npm", ["ci", "--dry-run", "--offline"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}
