// What every command does before it runs: look at the machine, install what is missing, go on under the project's own Node 24.
// Runs on Node 20 with nothing installed, so it is plain JavaScript on node: modules only.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { whenOrphaned } from "./orphan.mjs";

const { enableCompileCache } = module; // newer than Node 20

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const recent = Number(process.versions.node.split(".")[0]) >= 24;
const bundledNode = join(root, "node_modules/node/bin/node");
const spaceToInstall = 1500; // MB: packages and the first build
const supported = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/**
 * Installs what is missing, then runs `script` (a path from the repository's root) with `args`. Never returns: the process
 * ends with the script's exit code. `quiet` keeps stdout for the script alone (commands that print JSON).
 */
export async function run(script, args = process.argv.slice(2), { quiet = false } = {}) {
  const say = (line) => (quiet ? process.stderr : process.stdout).write(`${line}\n`);
  process.chdir(root);
  try {
    checkMachine();
    if (!installed()) await install(say);
    checkNode();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  }
  // Compiled code is kept between starts, here and in every child.
  process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules/.cache/mailneo/compiled");
  if (process.execPath === bundledNode || recent) {
    enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
    process.argv = [process.argv[0], join(root, script), ...args];
    await import(pathToFileURL(join(root, script)).href);
  } else {
    handOver(script, args);
  }
}

class Stop extends Error {}

function checkMachine() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new Stop(
      `Mailneo needs Node 20 or newer to start; this is Node ${process.versions.node}. Install a newer one from nodejs.org.`,
    );
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!supported.includes(platform)) {
    throw new Stop(
      `Mailneo does not run on ${platform}. It runs on ${supported.join(", ")}; on Windows, start it inside WSL.`,
    );
  }
  process.report.excludeNetwork = true; // because it would look up host names
  if (process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime) {
    throw new Stop(
      "Mailneo's own Node and PostgreSQL need glibc, which this Linux (Alpine?) lacks. Debian, Ubuntu and Fedora have it.",
    );
  }
}

/**
 * npm writes what it installed to node_modules/.package-lock.json, at the very end. Every package that is not optional
 * must be there in the version of package-lock.json; an interrupted install leaves no such file.
 */
function installed() {
  const done = readJson(join(root, "node_modules/.package-lock.json"))?.packages;
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (!wanted)
    throw new Stop("package-lock.json is missing or damaged. Restore it: git checkout package-lock.json");
  if (!done) return false;
  // `npm ci --omit=dev` leaves out tests, their browser, the local mailbox and the bundled Node; a Node of 24 needs none of them.
  const production = recent && !done["node_modules/node"];
  if (!production && !existsSync(bundledNode)) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" ||
      entry.optional ||
      (production && entry.dev) ||
      entry.devOptional ||
      entry.peer ||
      done[path]?.version === entry.version,
  );
}

async function install(say) {
  const free = freeMegabytes(root);
  if (free < spaceToInstall) {
    throw new Stop(
      `The disk is nearly full: ${free} MB free at ${root}, and installing takes about ${spaceToInstall} MB. Make room, then start again.`,
    );
  }
  say("Installing what is missing (a minute or two the first time)");
  const began = Date.now();
  // Without a network npm retries every package for minutes, so one request checks it first.
  const ping = await npm([
    "ping",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=20000",
  ]);
  if (ping.code !== 0 && offline.test(ping.output)) throw new Stop(explainNpm(ping.output));
  const { code, output } = await npmInstall();
  if (code !== 0) throw new Stop(explainNpm(output));
  if (!installed())
    throw new Stop(
      "npm installed other versions than package-lock.json names. Restore it: git checkout package-lock.json",
    );
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s`);
}

/**
 * Installs the lock file's versions: `npm ci` on a fresh clone, because it refuses a lock file out of step. A later update is
 * `npm install`, because `npm ci` deletes first what a running product still reads; `installed` holds it to the lock file.
 * Development packages come too: Node 24 itself, the tests and their browser are among them.
 */
function npmInstall() {
  const fresh = !existsSync(join(root, "node_modules/.package-lock.json"));
  return npm([
    ...(fresh ? ["ci"] : ["install", "--no-save"]),
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
}

function npm(args) {
  const viaNpm = process.env.npm_execpath && /npm-cli\.c?js$/.test(process.env.npm_execpath);
  const [command, rest] = viaNpm ? [process.execPath, [process.env.npm_execpath, ...args]] : ["npm", args];
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, rest, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code, output }));
    const end = () => {
      child.kill("SIGTERM");
      process.exit(130);
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    child.on("close", () => process.off("SIGINT", end).off("SIGTERM", end));
  });
}

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i;

export function explainNpm(output) {
  const tail = output
    .split("\n")
    .filter((line) => line.trim() && !/Unknown user config|A complete log/.test(line))
    .slice(0, 5)
    .join("\n");
  if (/ENOSPC/.test(output))
    return `The disk is full: npm ran out of room while installing. Make room, then start again.\n\n${tail}`;
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(
      output,
    )
  ) {
    return `npm could not reach its registry, so what is missing could not be installed. Check the network (or the proxy in npm's settings), then start again.\n\n${tail}`;
  }
  if (/EACCES|EPERM|EROFS/.test(output))
    return `npm may not write to ${root}. Make the folder yours, then start again.\n\n${tail}`;
  if (/spawn npm ENOENT/.test(output))
    return "npm was not found. Install Node with npm from nodejs.org, then start again.";
  return `npm could not install what is missing:\n\n${tail}`;
}

function checkNode() {
  if (recent || existsSync(bundledNode)) return;
  throw new Stop(
    "Mailneo's own Node 24 is missing: npm ran no install scripts (ignore-scripts?). Run: npm rebuild node",
  );
}

/**
 * Runs the project's own Node under a Node before 24, which cannot run the project. This process
 * then only passes signals on.
 */
function handOver(script, args) {
  const child = spawn(bundledNode, [join(root, script), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
  whenOrphaned(() => child.connected && child.disconnect());
}

export function freeMegabytes(path) {
  try {
    const { bavail, bsize } = statfsSync(path);
    return Math.floor((bavail * bsize) / 1_000_000);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
