import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { apartJob } from "./job-process.fixture.ts";
import { jobProcess } from "./job-process.ts";

const script = fileURLToPath(new URL("./job-process.fixture.ts", import.meta.url));
const never = new AbortController().signal;

function apart(options?: Parameters<typeof jobProcess>[1]) {
  const inOwnProcess = jobProcess(script, options);
  const run = (data: object, signal = never) => inOwnProcess.run(apartJob, data, uuidv7(), signal);
  return { ...inOwnProcess, run };
}

test("a job in another process returns its result and errors", async () => {
  const jobs = apart();
  expect(await jobs.run({ does: "again" })).toBe("again");
  const error = await jobs.run({ does: "throws" }).catch((reason) => reason);
  expect(error).toMatchObject({ message: "This file is a picture.", cause: { message: "a cat" } });
  expect(error.stack).toContain("job-process.fixture.ts");
  await expect(jobs.run({ does: "nothing we know" })).rejects.toThrow();
  await expect(jobs.run({ does: "says its pid" })).rejects.toThrow(`pid ${jobs.pid()}`);
  expect(jobs.pid()).not.toBe(process.pid);
  await jobs.stop();
});

test("a job that computes without a pause delays nothing in the worker", async () => {
  const jobs = apart();
  await jobs.run({ does: "again" });
  let turns = 0;
  const counting = setInterval(() => turns++, 10);
  await jobs.run({ does: "computes", ms: 1000 });
  clearInterval(counting);
  await jobs.stop();
  // In the same process there would be none.
  expect(turns).toBeGreaterThan(20);
});

test("a dead process fails its jobs, and a new one follows", async () => {
  const jobs = apart();
  const waiting = jobs.run({ does: "waits for its signal" });
  const first = jobs.pid();
  await expect(jobs.run({ does: "dies" })).rejects.toThrow("SIGKILL");
  await expect(waiting).rejects.toThrow("SIGKILL");
  expect(jobs.pid()).toBeNull();
  expect(await jobs.run({ does: "again" })).toBe("again");
  expect(jobs.pid()).not.toBe(first);
  await jobs.stop();
});

test("an aborted job ends, and one that does not hear is killed", async () => {
  const jobs = apart({ patience: 200 });
  await jobs.run({ does: "again" });
  const first = jobs.pid();
  for (const [data, ending] of [
    [{ does: "waits for its signal" }, /abort/i],
    [{ does: "computes", ms: 60_000 }, /SIGKILL/],
  ] as const) {
    const abort = new AbortController();
    const running = jobs.run(data, abort.signal);
    abort.abort();
    await expect(running).rejects.toThrow(ending);
  }
  expect(() => process.kill(first ?? 0, 0)).toThrow();
  await jobs.stop();
});

test("an idle process ends, and a stop ends one that runs", async () => {
  const jobs = apart({ idle: 50 });
  await jobs.run({ does: "again" });
  const first = jobs.pid() ?? 0;
  await expect.poll(() => jobs.pid()).toBeNull();
  await expect.poll(() => isAlive(first)).toBe(false);

  const running = jobs.run({ does: "waits for its signal" });
  const second = jobs.pid() ?? 0;
  running.catch(() => {});
  await jobs.stop();
  await expect(running).rejects.toThrow();
  expect(isAlive(second)).toBe(false);
});

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
