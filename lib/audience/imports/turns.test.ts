import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { enqueueIn, type Job } from "#lib/core/jobs/jobs.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { auditOf } from "#testing/factories.ts";
import { importBatch } from "./batch.ts";
import { makeImport, plainCsv } from "./contract.cases.ts";
import { getImport } from "./get.ts";
import { packed, workbookParts } from "./reader/xlsx/xlsx.fixture.ts";
import { importRun, markRunning } from "./run.ts";
import { startImport } from "./start.ts";

// One place to work in, so that only taking turns lets the second import through.
const oneAtATime: Job<typeof importRun.input> = { ...importRun, name: "import-run-test", concurrency: 1 };

test("a small import ends before an earlier big one", async () => {
  const big = await started(65_000);
  const small = await started(2);
  const done = (made: typeof big) => getImport(made.actor, { importId: made.importId });

  const worker = await startWorker([oneAtATime as unknown as Job]);
  try {
    await expect.poll(async () => (await done(big)).state, { timeout: 25_000 }).toBe("finished");
  } finally {
    await worker.stop();
  }

  const [first, second] = [await done(small), await done(big)];
  expect(first).toMatchObject({ state: "finished", added: 2 });
  expect(second).toMatchObject({ added: 65_000, known: 0, refused: 0 });
  expect(Number(first.finishedAt)).toBeLessThan(Number(second.finishedAt));
  const blocks = (await auditOf(big.workspaceId)).filter(({ action }) => action === "import.batch");
  expect(blocks.map(({ detail }) => [detail.from, detail.to, detail.added])).toEqual([
    [0, 20_001, 20_000],
    [20_001, 40_001, 20_000],
    [40_001, 60_001, 20_000],
    [60_001, 65_001, 5000],
  ]);
});

test("of two runs of one import only the current one writes", {
  tag: "@V15.4.1",
}, async () => {
  const made = await makeImport();
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  await markRunning(made.job, made.importId);
  const rows = { importId: made.importId, accepted: [], refused: [], bytesRead: 10 };
  await importBatch(made.job, { ...rows, from: 0, line: 20 });
  // The slower run cuts its blocks elsewhere: what it holds overlaps what is written, and reaches further.
  const overlapping = importBatch(made.job, { ...rows, from: 10, line: 30 });
  await expect(overlapping).rejects.toMatchObject({ code: "conflict" });
  await importBatch(made.job, { ...rows, from: 20, line: 40 });
  expect((await getImport(made.actor, { importId: made.importId })).linesRead).toBe(40);
});

test("an import whose workbook goes on without rows leaves its place", async () => {
  async function* sheet() {
    yield Buffer.from('<worksheet><sheetData><row r="1"><c t="str"><v>Email</v></c></row>');
    for (let n = 0; n < 30_000; n++)
      yield Buffer.from(`<row><c t="str"><v>reader${n}@example.com</v></c></row>`);
    const empty = Buffer.from("<row><c/></row>".repeat(65_536));
    for (let n = 0; n < 40; n++) yield empty;
    yield Buffer.from("</sheetData></worksheet>");
  }
  const made = await makeImport(await packed({ ...workbookParts([]), "xl/worksheets/sheet1.xml": sheet() }));
  await made.receive();
  const { importId } = made;
  await startImport(made.actor, { importId, ...plainCsv });
  let asked = 0;
  const context = {
    actor: made.job,
    signal: AbortSignal.timeout(60_000),
    othersWait: async () => ++asked > 0,
  };
  expect(await importRun.run(context, made)).toBe("again");
  expect(asked).toBe(1);
  expect(await getImport(made.actor, { importId })).toMatchObject({ state: "running", added: 20_000 });
  expect(await importRun.run({ ...context, othersWait: async () => false }, made)).toBe("done");
  expect(await getImport(made.actor, { importId })).toMatchObject({ state: "finished", added: 30_000 });
});

async function started(count: number) {
  const people = Array.from({ length: count }, (_, n) => `reader${n}@example.com`).join("\n");
  const made = await makeImport(`Email\n${people}\n`);
  await made.receive();
  const { workspaceId, importId } = made;
  await startImport(made.actor, { importId, ...plainCsv });
  await connections().writer.transaction((tx) =>
    enqueueIn(tx)(oneAtATime, { workspaceId, importId }, { singletonKey: importId }),
  );
  return made;
}
