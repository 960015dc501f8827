// `npm test`: runs types, lint, unit, contract and boundary tests, then the stories in a browser
// against the product as `npm start` runs it. Words after `--` choose: `npm test -- lib/core`, `npm
// test -- e2e/contacts`, `npm test -- -g "revoked"`, `--unit`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { leash } from "./launch.ts";
import { whenOrphaned } from "./orphan.mjs";
import { buildPages } from "./pages.ts";
import { root } from "./settings.ts";
import { failed, seconds, terminal } from "./terminal.ts";
import { bareEnvironment, runFolder } from "./test-environment.ts";
import { outputOfFailed } from "./test-output.ts";
import { resultsFolder } from "./test-results.ts";
import { addTallies, broken, type Tally, tallyLine, tallyOf } from "./test-tally.ts";

const { say, done } = terminal();
const require = createRequire(import.meta.url);
const hostileInput = "e2e/hostile-input.spec.ts";
const titles = {
  unit: "Unit, contract and boundary tests",
  stories: "Stories",
  alone: "Stories with the machine to themselves",
};
const slow = process.argv.includes("--slow");
const given = process.argv.slice(2).filter((word) => !["--unit", "--slow"].includes(word));
const words = slow && given.length === 0 ? [hostileInput] : given;
// Whole runs try a failed test once more. Whoever works on a test sees its first failure.
const twice = given.length === 0 || Boolean(process.env.MAILNEO_TEST_TWICE);
const unitOnly = process.argv.includes("--unit");
const paths = words.filter((word) => /^(e2e|lib|db|scripts|components|testing)\b/.test(word));
const wants = (folders: RegExp) => paths.length === 0 || paths.some((path) => folders.test(path));
const wantsUnit = wants(/^(lib|db|scripts|components|testing)\b/);
const wantsBrowser = !unitOnly && existsSync(join(root, "e2e")) && wants(/^e2e\b/);
const ofAlone = (path: string) => hostileInput.startsWith(path);
const wantsAlone = wantsBrowser && (paths.length === 0 || paths.some(ofAlone));
const wantsStories = wantsBrowser && (paths.length === 0 || paths.some((path) => path !== hostileInput));

const folder = runFolder();
const results = resultsFolder(join(root, "test-results"));
const running = new Set<ChildProcess>();
let stopped = false;
let passed = false;
const interrupted = Promise.withResolvers<Tally>();

/** Playwright cleans up when it gets SIGINT once; the build just ends with this process. */
async function stop() {
  if (stopped) process.exit(130);
  stopped = true;
  await Promise.all([...running].map((child) => child.kill("SIGINT") && once(child, "exit")));
  interrupted.resolve(broken());
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, debounced(stop));
whenOrphaned(stop);
process.on("exit", () => {
  rmSync(folder, { recursive: true, force: true });
  if (passed) rmSync(results, { recursive: true, force: true });
});

const tally = await Promise.race([all(), interrupted.promise]).catch((error): Tally => {
  failed(error);
  return broken();
});
if (stopped) say("\nStopped before the end.");
for (const reason of tally.skipped) say(`skipped: ${reason}`);
for (const reason of tally.unstable) say(`unstable: ${reason}`);
say(tallyLine(tally));
passed = tally.failed === 0 && tally.passed > 0 && !stopped;
process.exit(passed ? 0 : 1);

/** Ctrl-C reaches this process twice, from the terminal and from npm. */
function debounced(run: () => void) {
  let last = 0;
  return () => {
    if (Date.now() - last > 1000) run();
    last = Date.now();
  };
}

async function all(): Promise<Tally> {
  const began = Date.now();
  // The build takes as long as the unit tests, so it runs beside them.
  const building = wantsBrowser ? buildPages(root, bareEnvironment(), say) : null;
  building?.catch(() => {});
  const tallies: Tally[] = [];
  if (paths.length === 0) tallies.push(await check("Types", "typescript", "tsc", ["-p", "."]), await lint());
  if (wantsUnit && !stopped) tallies.push(await playwright("unit"));
  if (building) {
    const took = await building;
    if (took !== null) done(`Pages built in ${took.toFixed(0)} s`);
  }
  if (wantsStories && !stopped) tallies.push(await playwright("stories"));
  if (wantsAlone && !stopped) tallies.push(await playwright("alone"));
  say(`\nAll in ${seconds(began)}`);
  return addTallies(tallies);
}

function lint() {
  return check("Lint", "@biomejs/biome", "biome", ["ci", "--error-on-warnings", "--colors=off"]);
}

async function check(name: string, packageName: string, program: string, args: string[]): Promise<Tally> {
  const began = Date.now();
  const { bin } = require(`${packageName}/package.json`) as { bin: Record<string, string> };
  const file = join(root, "node_modules", packageName, bin[program] ?? "");
  const { code, output } = await run([file, ...args], "kept");
  if (code === 0) done(`${name} (${seconds(began)})`);
  else say(`✗ ${name}\n${output}`);
  return code === 0 ? { ...broken(), passed: 1, failed: 0 } : broken();
}

async function playwright(project: keyof typeof titles): Promise<Tally> {
  const report = join(folder, `${project}.json`);
  const cli = join(require.resolve("@playwright/test/package.json"), "../cli.js");
  const args = [
    "test",
    `--project=${project}`,
    "--pass-with-no-tests",
    "--quiet",
    "--reporter=dot,json",
    `--retries=${twice ? 1 : 0}`,
    ...words,
  ];
  say(`\n${titles[project]}`);
  const { code } = await run(["--import", leash, cli, ...args], "shown", {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    PLAYWRIGHT_FORCE_TTY: "0",
    MAILNEO_TEST_RESULTS: join(results, project), // Playwright empties it first
    MAILNEO_LEASH: "1",
    ...(slow && { MAILNEO_TEST_SLOW: "1" }),
  });
  const text = existsSync(report) ? readFileSync(report, "utf8") : null;
  for (const written of outputOfFailed(text)) say(`\nWritten by ${written}`);
  return tallyOf(text, code);
}

function run(args: string[], output: "kept" | "shown", more: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
  const pipe = output === "kept" ? "pipe" : "inherit";
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...bareEnvironment(), ...more },
    stdio: ["ignore", pipe, pipe, "ipc"],
    detached: true, // Ctrl-C is passed on once, not twice
  });
  running.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk;
    });
  }
  child.on("error", reject);
  child.on("exit", (code) => {
    running.delete(child);
    setImmediate(() => resolve({ code: code ?? 1, output: text }));
  });
  return promise;
}
