import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { leash } from "./launch.ts";
import { takeLock } from "./lock.ts";
import { inWords, StartError } from "./start-error.ts";

const folders = ["app", "components", "lib", "db", "public"];
const stampName = "mailneo-source";

export const nextCli = createRequire(import.meta.url).resolve("next/dist/bin/next");

/**
 * Returns one hash of the source the pages are built from. It covers the folders above, and every
 * file beside package.json that is code or settings (next.config.ts, proxy.ts, tsconfig.json, the
 * lock file). Tests are no part of it.
 */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  const add = (path: string) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  };
  for (const name of readdirSync(root, { withFileTypes: true })
    .filter(beside)
    .map(({ name }) => name)
    .sort())
    add(name);
  for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(test|spec)\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath.slice(root.length), entry.name));
    for (const path of files.sort()) add(path);
  }
  for (const [name, value] of Object.entries(process.env).sort()) {
    if (name.startsWith("NEXT_PUBLIC_")) hash.update(`${name}=${value}\0`);
  }
  return hash.digest("hex");
}

const beside = (entry: { name: string; isFile: () => boolean }) =>
  entry.isFile() &&
  /\.(ts|tsx|mjs|cjs|js|json)$/.test(entry.name) &&
  !["next-env.d.ts", "biome.json", "playwright.config.ts"].includes(entry.name);

/** Folder of the built pages and their stamp. */
export function buildFolder(root: string, env: NodeJS.ProcessEnv = process.env) {
  const folder = join(root, env.NEXT_DIST_DIR ?? ".next");
  return { folder, stamp: join(folder, stampName) };
}

export function builtHash(root: string, env?: NodeJS.ProcessEnv): string | null {
  const { folder, stamp } = buildFolder(root, env);
  if (!existsSync(join(folder, "BUILD_ID")) || !existsSync(stamp)) return null;
  return readFileSync(stamp, "utf8");
}

/**
 * Builds the pages when the source changed since the last build; two simultaneous commands build
 * once. Returns the seconds it took, or null when the pages were current.
 * @throws StartError with the output of `next build`.
 */
export async function buildPages(
  root: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<number | null> {
  if (builtHash(root, env) === sourceHash(root)) return null;
  const lock = await waitForLock(root, say);
  try {
    const wanted = sourceHash(root);
    if (builtHash(root, env) === wanted) return null;
    say("Building the pages (the first build is the longest)");
    const began = Date.now();
    await nextBuild(root, env);
    const { folder, stamp } = buildFolder(root, env);
    writeFileSync(stamp, wanted);
    closeFolder(folder);
    return (Date.now() - began) / 1000;
  } catch (error) {
    throw inWords(error);
  } finally {
    lock.release();
  }
}

/** Takes a build from the machine's other users, because it holds the key that seals what actions carry. */
function closeFolder(folder: string) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink())
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  chmodSync(folder, 0o700);
}

async function waitForLock(root: string, say: (line: string) => void) {
  const folder = join(root, "node_modules/.cache/mailneo");
  mkdirSync(folder, { recursive: true });
  for (let told = false; ; ) {
    const lock = takeLock(join(folder, "build.lock"), "next build");
    if (!("heldBy" in lock)) return lock;
    if (!told) say(`Waiting for another build (process ${lock.heldBy.pid})`);
    told = true;
    await new Promise((next) => setTimeout(next, 250));
  }
}

function nextBuild(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = "";
  const child = spawn(process.execPath, ["--import", leash, nextCli, "build"], {
    cwd: root,
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", MAILNEO_LEASH: "1" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const end = () => child.pid && process.kill(-child.pid, "SIGKILL");
  process.once("exit", end);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  child.on("error", reject);
  child.on("close", (code) => {
    process.off("exit", end);
    if (code === 0) resolve();
    else if (/ENOSPC/.test(output))
      reject(new StartError("The disk filled up while the pages were built. Make room, then start again."));
    else
      reject(
        new StartError(`The pages could not be built:\n\n${output.trim().split("\n").slice(-60).join("\n")}`),
      );
  });
  return promise;
}
