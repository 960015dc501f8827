import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { jobProcess } from "#lib/core/jobs/job-process.ts";
import { enqueueIn, type Job } from "#lib/core/jobs/jobs.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { platformMail, sendPlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { openPlatformTransport } from "#lib/mail/platform/platform-transport.ts";
import { logged } from "#testing/logged.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { apartImport } from "./apart.fixture.ts";
import { makeImport, plainCsv } from "./contract.cases.ts";
import { getImport } from "./get.ts";
import { startImport } from "./start.ts";

const script = fileURLToPath(new URL("./apart.fixture.ts", import.meta.url));

test.describe.configure({ mode: "serial" }); // one worker at a time looks into the queues of this file

test("an import of a hostile file delays no platform mail", async () => {
  test.setTimeout(120_000);
  const smtp = await startSmtp();
  const transport = openPlatformTransport(`smtp://127.0.0.1:${smtp.port}`);
  const mail: typeof platformMail = {
    ...platformMail,
    name: "mail-apart-test",
    run: ({ actor }, content) => sendPlatformMail(transport, content, actor.origin.requestId),
  };
  const apart = jobProcess(script);
  const worker = await startWorker([mail, apartImport] as unknown as Job[], apart);
  try {
    await delayOfMail("warm@example.com");
    const quiet = await delayOfMails("quiet", async () => true);

    const made = await started(hostileCsv(24));
    const runs = async () => (await stateOf(made)).state === "running";
    await expect.poll(runs, { timeout: 60_000, intervals: [20] }).toBe(true);
    expect(apart.pid()).not.toBeNull();
    expect(await delayOfMails("loud", runs)).toBeLessThan(4 * quiet + 500);
    await expect.poll(async () => (await stateOf(made)).state, { timeout: 60_000 }).toBe("finished");
  } finally {
    await worker.stop();
    transport.close();
    await smtp.close();
  }

  /** The median of at most seven, queued one after another while `still` says so. */
  async function delayOfMails(name: string, still: () => Promise<boolean>) {
    const delays: number[] = [];
    while (delays.length < 7 && (await still()))
      delays.push(await delayOfMail(`${name}${delays.length}@example.com`));
    expect(delays).not.toHaveLength(0);
    return delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] ?? 0;
  }

  async function delayOfMail(address: string) {
    const began = performance.now();
    const content = { to: { address }, subject: "Hello", heading: "Hello", paragraphs: ["A word."] };
    await connections().writer.transaction((tx) => enqueueIn(tx)(mail, content));
    await smtp.waitFor(({ to }) => to.includes(address), 20_000);
    return performance.now() - began;
  }
});

test("an import whose process is killed resumes, each row written once", async () => {
  test.setTimeout(120_000);
  const people = Array.from({ length: 150_000 }, (_, n) => `reader${n}@example.com`).join("\n");
  const apart = jobProcess(script);
  const worker = await startWorker([apartImport as unknown as Job], apart);
  try {
    const made = await started(`Email\n${people}\n`);
    await expect
      .poll(async () => (await stateOf(made)).linesRead, { intervals: [20], timeout: 60_000 })
      .toBeGreaterThan(0);
    const pid = apart.pid();
    const lines = await logged(async () => {
      process.kill(pid ?? 0, "SIGKILL");
      await expect.poll(async () => (await stateOf(made)).state, { timeout: 60_000 }).toBe("finished");
    });
    expect(lines).toMatchObject([
      { job: "import-apart-test", error: [{ message: expect.stringContaining("ended (SIGKILL)") }] },
    ]);
    expect(await stateOf(made)).toMatchObject({ added: 150_000, known: 0, refused: 0 });
    expect(apart.pid()).not.toBe(pid);
  } finally {
    await worker.stop();
  }
});

type Made = Awaited<ReturnType<typeof started>>;

const stateOf = (made: Made) => getImport(made.actor, { importId: made.importId });

/** Addresses of 40,000 blanks and of marks no language orders so, megabytes of them. */
function hostileCsv(megabytes: number) {
  const blanks = `a${" ".repeat(40_000)}b`;
  const marks = `a${"\u0301\u0323\u0345\u0315".repeat(5000)}@example.com`;
  return `Email\n${`${blanks}\n${marks}\n`.repeat((megabytes * 1024 * 1024) / 80_000)}`;
}

async function started(text: string) {
  const made = await makeImport(text);
  await made.receive();
  const { workspaceId, importId } = made;
  await startImport(made.actor, { importId, ...plainCsv });
  await connections().writer.transaction((tx) =>
    enqueueIn(tx)(apartImport, { workspaceId, importId }, { singletonKey: importId }),
  );
  return made;
}
