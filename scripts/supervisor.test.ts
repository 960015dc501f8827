import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Spec } from "./launch.ts";
import { doubling, hopeless, supervise } from "./supervisor.ts";
import { testFolder } from "./test-folder.ts";

/** A real child: writes its pid to a file, says it is ready, runs `body`, and lives until told to stop. */
function childSpec(name: string, body: string, more: Partial<Spec> = {}): Spec & { pid: () => number } {
  const dir = testFolder();
  const pidFile = join(dir, "pid");
  const file = join(dir, "child.mjs");
  writeFileSync(
    file,
    `import { writeFileSync, appendFileSync, readFileSync, renameSync } from "node:fs";
     import { spawn } from "node:child_process";
     ${body}
     writeFileSync(${JSON.stringify(`${pidFile}.new`)}, String(process.pid));
     renameSync(${JSON.stringify(`${pidFile}.new`)}, ${JSON.stringify(pidFile)});
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
    /^doomed ended with code 7, 3 times before it was ready\.\n {2}the disk is made of cheese/,
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

test("a child that was ready is never given up", async () => {
  const givenUp: string[] = [];
  const asked: number[] = [];
  const supervisor = supervise({
    ...quiet,
    gaveUp: (name) => givenUp.push(name),
    backoff: (deaths) => asked.push(deaths),
  });
  const [victim, sibling] = [childSpec("edge", ""), childSpec("database", "")];
  await Promise.all([supervisor.start(victim), supervisor.start(sibling)]);
  const bystander = sibling.pid();
  for (let kill = 1; kill <= 8; kill++) {
    const before = victim.pid();
    process.kill(before, "SIGKILL");
    await expect.poll(() => victim.pid()).not.toBe(before);
  }
  expect(alive(victim.pid())).toBe(true);
  expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(givenUp).toEqual([]);
  expect(sibling.pid()).toBe(bystander);
  expect(alive(bystander)).toBe(true);
  await supervisor.stop();
});

test("a once-ready child restarts even with the hopeless exit code", async () => {
  const givenUp: string[] = [];
  const supervisor = supervise({ ...quiet, gaveUp: (name) => givenUp.push(name) });
  const file = join(testFolder(), "starts");
  const spec = childSpec(
    "edge",
    `appendFileSync(${JSON.stringify(file)}, "x");
     const starts = readFileSync(${JSON.stringify(file)}, "utf8").length;
     if (starts > 1 && starts < 8) process.exit(${hopeless});`,
  );
  await supervisor.start(spec);
  const first = spec.pid();
  process.kill(first, "SIGKILL");
  await expect.poll(() => spec.pid()).not.toBe(first);
  expect(readFileSync(file, "utf8")).toBe("xxxxxxxx");
  expect(givenUp).toEqual([]);
  await supervisor.stop();
});

test("a long healthy time lets the back-off begin anew", async () => {
  for (const [healthyAfter, expected] of [
    [0, [1, 1, 1]],
    [60_000, [1, 2, 3]],
  ] as const) {
    const asked: number[] = [];
    const printed: string[] = [];
    const supervisor = supervise({
      ...quiet,
      healthyAfter,
      backoff: (deaths) => asked.push(deaths),
      print: (_, line) => printed.push(line),
    });
    const spec = childSpec("web", "");
    await supervisor.start(spec);
    for (let kill = 1; kill <= 3; kill++) {
      process.kill(spec.pid(), "SIGKILL");
      await expect.poll(() => printed.filter((line) => line === "is ready again").length).toBe(kill);
    }
    await supervisor.stop();
    expect(asked).toEqual(expected);
  }
});

test("the back-off is never longer than ten seconds", () => {
  for (let deaths = 1; deaths < 2_000; deaths++) expect(doubling(deaths)).toBeLessThanOrEqual(10_000);
  expect([1, 2, 3].map(doubling)).toEqual([250, 500, 1_000]);
});

test("a leaving child is replaced at once and stopped with the rest", async () => {
  const supervisor = supervise(quiet);
  const spec = childSpec(
    "edge",
    `process.on("SIGUSR2", () => process.send({ leaving: true }));
     process.on("SIGTERM", () => process.exit(0));`,
  );
  await supervisor.start(spec);
  const leaving = spec.pid();
  process.kill(leaving, "SIGUSR2");
  await expect.poll(() => spec.pid()).not.toBe(leaving);
  expect(alive(leaving)).toBe(true);
  expect(supervisor.pids()).toEqual({ edge: spec.pid() });
  await supervisor.stop();
  expect(alive(leaving)).toBe(false);
  expect(alive(spec.pid())).toBe(false);
});

test("a system without room for another process is asked again", async () => {
  const lines: string[] = [];
  const supervisor = supervise({ ...quiet, deaths: 3, print: (_, line) => lines.push(line) });
  const started = supervisor.start(childSpec("web", "", { descriptors: [987_654] }));
  await expect(started).rejects.toThrow("3 times before it was ready");
  expect(lines.join("\n")).toContain("was not started");
  await supervisor.stop();
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
