// A suppression list of a million rows, five of them wrong, against COPY of ready-made rows into the same table.
// node scripts/run.mjs bench suppression-list [--size=1000000] [--rounds=1]
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { uuidv7 } from "uuidv7";
import { createSuppressionList } from "#lib/audience/imports/create-suppression-list.ts";
import { storeFile } from "#lib/audience/imports/file.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { receiveImport } from "#lib/audience/imports/receive.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { type Line, printTable } from "./table.ts";

const { size, rounds } = readArguments({ size: 1_000_000, rounds: 1 });
const database = await benchDatabase();
const { admin } = database;
const { actor, workspaceId } = await makeMember();
const { id: newsletterId } = await makeNewsletter(workspaceId);
const job: WorkspaceJob = { kind: "job", job: "bench", workspaceId, origin: actor.origin };
const ready = join(database.env.DATA_DIR ?? "", "suppressions.copy");
const wrong = new Map([1, 2, 3, 4, 5].map((n) => [Math.floor((size * n) / 6), `no address ${n}`]));

const copy: Line = { name: "COPY FROM, suppressions", rounds: [] };
const ours: Line = { name: "import-run of a suppression list", rounds: [], of: copy, target: 0.5 };
let growth = 0;

try {
  await suppressed(5000);
  for (let round = 0; round < rounds; round += 1) {
    await emptied();
    await writeRows();
    copy.rounds.push(size / (await seconds(plainCopy)));
    await emptied();
    ours.rounds.push(size / (await suppressed(size)));
  }
  printTable(
    `A suppression list of ${size.toLocaleString("en")} rows, five of them wrong`,
    "rows/s",
    [copy, ours],
    [`Memory of the importing process grew by ${growth.toFixed(0)} MB at most (target: under 100).`],
  );
} finally {
  await closeConnections();
  await database.stop();
}
process.exit(0);

async function suppressed(rows: number): Promise<number> {
  const { id: importId } = await createSuppressionList(actor, { newsletterId, reason: "unsubscribed" });
  const fileBytes = await storeFile(job, importId, Readable.from(csv(rows)));
  await receiveImport(job, { importId, fileName: "unsubscribed.csv", fileBytes });
  const mapping = { email: 0 };
  await startImport(actor, { importId, mapping, hasHeader: true, delimiter: ",", purpose: "suppress" });
  global.gc?.();
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    growth = Math.max(growth, (process.memoryUsage().rss - before) / 1024 / 1024);
  }, 50);
  const took = await seconds(() => runJob(importRun, { workspaceId, importId }));
  clearInterval(watch);
  const { stopped, refused, failure } = await getImport(actor, { importId });
  const bad = [...wrong.keys()].filter((line) => line < rows).length;
  if (stopped !== rows - bad || refused !== bad)
    throw new Error(`${stopped} of ${rows} were suppressed, ${refused} refused: ${failure}`);
  return took;
}

async function* csv(rows: number): AsyncGenerator<Buffer> {
  let text = "email\n";
  for (let n = 0; n < rows; n++) {
    text += `${wrong.get(n) ?? `left${n}.${(n * 7919) % 10_007}@example.com`}\n`;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function writeRows() {
  const stream = createWriteStream(ready);
  const hash = Buffer.alloc(16);
  for (let n = 0; n < size; n++) {
    hash.writeUInt32BE((n * 2_654_435_761) >>> 0);
    hash.writeUInt32BE((n * 40_503) >>> 0, 8);
    const line = `${uuidv7()}\t${workspaceId}\t\\\\x${hash.toString("hex")}\tleft${n}.${(n * 7919) % 10_007}@example.com\tunsubscribed\timport\n`;
    if (!stream.write(line)) await new Promise<void>((go) => stream.once("drain", () => go()));
  }
  await new Promise<void>((done) => stream.end(done));
}

async function plainCopy() {
  await admin.begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'bench', 'bench.copy', 'done', null, '{}', null, null, 'bench')`;
    const into =
      await sql`copy suppressions (id, workspace_id, email_hash, email, reason, source) from stdin`.writable();
    await pipeline(createReadStream(ready), into);
  });
}

async function emptied() {
  await admin.begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'bench', 'bench.empty', 'done', null, '{}', null, null, 'bench')`;
    await sql`delete from suppressions`;
  });
  await admin`vacuum (analyze) suppressions`;
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}
