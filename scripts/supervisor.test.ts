import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { hopeless, type Spec, supervise } from "./supervisor.ts";
import { testFolder } from "./test-folder.ts";

/** A real child: writes its pid to a file, says it is ready, runs `body`, and lives until told to stop. */
function childSpec(name: string, body: string, more: Partial<Spec> = {}): Spec & { pid: () => number } {
  const dir = testFolder();
  const pidFile = join(dir, "pid");
  const file = join(dir, "child.mjs");
  writeFileSync(
    file,
    `import { writeFileSync, appendFileSync } from "node:fs";
     import { spawn } from "node:child_process";
     ${body}
     writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
     setInterval(() => {}, 1000);
     process.send({ ready: true });`,
  );
  const spec: Spec = { name, args: [file], env: process.env, ready: "message", stopWithin: 5000, ...more };
  return { ...spec, pid: () => Number(existsSync(pidFile) ? readFileSync(pidFile, "utf8") : 0) };
}

const quiet = { print: () => {}, gaveUp: () => {}, backoff: () => 10 };

function alive(pid: number) {
  try {
    process.kill(pid, 0);
    const state =
      process.platform === "linux" ? readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] : "R";
    return state !== "Z";
  } catch {
    return false;
  }
}

test("a child that dies is started again", async () => {
  const supervisor = supervise(quiet);
  const spec = childSpec("phoenix", "");
  await supervisor.start(spec);
  const first = spec.pid();
  process.kill(first, "SIGKILL");
  await expect.poll(() => spec.pid()).not.toBe(first);
  const second = spec.pid();
  expect(alive(second)).toBe(true);
  expect(supervisor.pids()).toEqual({ phoenix: second });
  await supervisor.stop();
  expect(alive(second)).toBe(false);
});

test("what keeps dying is given up, with its last words", async () => {
  const gaveUp = Promise.withResolvers<string>();
  const supervisor = supervise({ ...quiet, deaths: 3, gaveUp: (_, why) => gaveUp.resolve(why) });
  const started = supervisor.start(
    childSpec("doomed", 'console.error("the disk is made of cheese"); process.exit(7);'),
  );
  await expect(started).rejects.toThrow("cheese");
  expect(await gaveUp.promise).toMatch(
    /^doomed ended with code 7, 3 times within 60 s\.\n {2}the disk is made of cheese/,
  );
  await supervisor.stop();
});

test("a child that says it is hopeless is not tried again", async () => {
  const gaveUp = Promise.withResolvers<string>();
  const supervisor = supervise({ ...quiet, gaveUp: (_, why) => gaveUp.resolve(why) });
  await expect(
    supervisor.start(childSpec("edge", `console.error("Port 80 is taken."); process.exit(${hopeless});`)),
  ).rejects.toThrow();
  expect(await gaveUp.promise).toBe("edge ended with code 78.\n  Port 80 is taken.");
});

test("stopping keeps its order, waits for each, and leaves no grandchild behind", async () => {
  const log = join(testFolder(), "log");
  const says = (name: string) =>
    `process.on("SIGTERM", () => setTimeout(() => { appendFileSync(${JSON.stringify(log)}, "${name} "); process.exit(0); }, 50));`;
  const grandchildFile = join(testFolder(), "grandchild");
  const withGrandchild = `const g = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    writeFileSync(${JSON.stringify(grandchildFile)}, String(g.pid));`;
  const supervisor = supervise({ ...quiet, stopOrder: ["edge", "web", "database"] });
  const specs = [
    childSpec("database", says("database")),
    childSpec("edge", says("edge")),
    childSpec("web", withGrandchild + says("web")),
  ];
  await Promise.all(specs.map((spec) => supervisor.start(spec)));
  const grandchild = Number(readFileSync(grandchildFile, "utf8"));
  expect(alive(grandchild)).toBe(true);
  await Promise.all([supervisor.stop(), supervisor.stop()]);
  expect(readFileSync(log, "utf8")).toBe("edge web database ");
  for (const spec of specs) expect(alive(spec.pid())).toBe(false);
  await expect.poll(() => alive(grandchild)).toBe(false);
});

test("a child that does not stop in time is killed", async () => {
  const lines: string[] = [];
  const supervisor = supervise({ ...quiet, print: (_, line) => lines.push(line) });
  const spec = childSpec("deaf", 'process.on("SIGTERM", () => {});', { stopWithin: 200 });
  await supervisor.start(spec);
  await supervisor.stop();
  expect(alive(spec.pid())).toBe(false);
  expect(lines).toContain("did not stop in time and was killed");
});

test("when the supervisor is killed outright, its children end by themselves", async () => {
  const spec = childSpec("orphan", "");
  const parent = join(testFolder(), "parent.ts");
  writeFileSync(
    parent,
    `import { supervise } from ${JSON.stringify(new URL("./supervisor.ts", import.meta.url).href)};
     const supervisor = supervise({ print() {}, gaveUp() {} });
     await supervisor.start(${JSON.stringify({ ...spec, env: undefined })});
     console.log("ready");
     setInterval(() => {}, 1000);`,
  );
  const supervisor = spawn(process.execPath, [parent], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready) => supervisor.stdout.once("data", ready));
  const child = spec.pid();
  expect(alive(child)).toBe(true);
  supervisor.kill("SIGKILL");
  await expect.poll(() => alive(child)).toBe(false);
});

test("restarting one child on purpose counts as no death", async () => {
  const supervisor = supervise({ ...quiet, deaths: 1 });
  const spec = childSpec("web", "");
  await supervisor.start(spec);
  const first = spec.pid();
  await supervisor.restart("web");
  await expect.poll(() => spec.pid()).not.toBe(first);
  await supervisor.stop();
  expect(alive(spec.pid())).toBe(false);
});
