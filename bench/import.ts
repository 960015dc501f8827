// An import of a million contacts, against COPY of the same rows into the same tables with the same indexes and keys.
// node scripts/run.mjs bench import [--size=1000000] [--rounds=3]
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { createImport } from "#lib/audience/imports/create.ts";
import { storeFile } from "#lib/audience/imports/file.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { receiveImport } from "#lib/audience/imports/receive.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { type Line, printTable } from "./table.ts";

const { size, rounds } = readArguments({ size: 1_000_000, rounds: 3 });
const database = await benchDatabase();
const { admin } = database;
const { actor, workspaceId } = await makeMember();
const { id: newsletterId } = await makeNewsletter(workspaceId);
const files = {
  contacts: join(database.env.DATA_DIR ?? "", "contacts.copy"),
  subscriptions: join(database.env.DATA_DIR ?? "", "subscriptions.copy"),
};

const copy: Line = { name: "COPY FROM, contacts and subscriptions", rounds: [] };
const ours: Line = { name: "import-run", rounds: [], of: copy, target: 0.5 };
const growth: number[] = [];

try {
  await runImport(5000); // warm: the first rows of a process compile its code
  for (let round = 0; round < rounds; round++) {
    await emptied();
    await writeRows();
    copy.rounds.push(size / (await seconds(plainCopy)));
    await emptied();
    ours.rounds.push(size / (await runImport(size)));
    console.log(`round ${round + 1}: COPY ${shown(copy)}, import-run ${shown(ours)} rows a second`);
  }
  printTable(
    `Import of ${size.toLocaleString("en")} contacts`,
    "rows/s",
    [copy, ours],
    [
      `Memory of the importing process grew by ${Math.max(...growth).toFixed(0)} MB at most (target: under 100).`,
    ],
  );
} finally {
  await closeConnections();
  await database.stop();
}
process.exit(0);

/** Seconds of the job alone: the file lies in the database, the mapping is confirmed. */
async function runImport(rows: number): Promise<number> {
  const importId = await prepared(actor, rows);
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const took = await seconds(() => runJob(importRun, { workspaceId, importId }));
  clearInterval(watch);
  growth.push((peak - before) / 1024 / 1024);
  const done = await getImport(actor, { importId });
  if (done.added !== rows) throw new Error(`${done.added} of ${rows} were added: ${done.failure}`);
  return took;
}

async function prepared(member: Member, rows: number): Promise<string> {
  const { id: importId } = await createImport(member, {
    newsletterId,
    basis: "express",
    consentSource: "Paper forms from the fair in Turin, May 2026.",
    attested: "on",
  });
  const job: WorkspaceJob = { kind: "job", job: "bench", workspaceId, origin: member.origin };
  const fileBytes = await storeFile(job, importId, Readable.from(csv(rows)));
  await receiveImport(job, { importId, fileName: "people.csv", fileBytes });
  await startImport(member, {
    importId,
    mapping: { email: 0, firstName: 1, lastName: 2, country: 3 },
    hasHeader: true,
    delimiter: ",",
  });
  return importId;
}

function person(n: number): [string, string, string, string] {
  return [`reader${n}.${(n * 7919) % 10_007}@example.com`, `Ada ${n % 997}`, `Byron ${n % 1009}`, "IT"];
}

async function* csv(rows: number): AsyncGenerator<Buffer> {
  let text = "email,first name,last name,country\n";
  for (let n = 0; n < rows; n++) {
    text += `${person(n).join(",")}\n`;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

/** The limit gets its rows ready to be copied: no reading, no checking, no hashing, no ids to make. */
async function writeRows() {
  const importId = uuidv7();
  const contacts = createWriteStream(files.contacts);
  const subscriptions = createWriteStream(files.subscriptions);
  const hashes = Buffer.alloc(16);
  const both = [[], []] as [string[], string[]];
  const flush = async () => {
    for (const [index, stream] of [contacts, subscriptions].entries())
      if (!stream.write(both[index]?.splice(0).join("") ?? ""))
        await new Promise<void>((ready) => stream.once("drain", () => ready()));
  };
  for (let n = 0; n < size; n++) {
    const id = uuidv7();
    hashes.writeUInt32BE((n * 2_654_435_761) >>> 0);
    hashes.writeUInt32BE((n * 40_503) >>> 0, 8);
    const [email, first, last, country] = person(n);
    both[0].push(
      `${id}\t${workspaceId}\t${email}\t\\\\x${hashes.toString("hex")}\t${first}\t${last}\t${country}\timport\t${importId}\n`,
    );
    both[1].push(`${newsletterId}\t${id}\t${workspaceId}\t${importId}\t2026-11-23 12:00:00+00\n`);
    if (n % 1000 === 999) await flush();
  }
  await flush();
  await Promise.all([contacts, subscriptions].map((stream) => new Promise<void>((done) => stream.end(done))));
}

async function plainCopy() {
  await admin.begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, null, null, 'job', 'bench', 'bench.copy', 'done', null, '{}', null, null, 'bench')`;
    await copyFile(
      sql,
      "contacts (id, workspace_id, email, email_hash, first_name, last_name, country, source, import_id)",
      files.contacts,
    );
    await copyFile(
      sql,
      "subscriptions (newsletter_id, contact_id, workspace_id, import_id, confirmed_at)",
      files.subscriptions,
    );
  });
}

async function copyFile(sql: postgres.TransactionSql, target: string, file: string) {
  await pipeline(
    createReadStream(file, { highWaterMark: 64 * 1024 }),
    await sql.unsafe(`copy ${target} from stdin`).writable(),
  );
  await sql`select 1`;
}

/** Both sides begin with empty tables and nothing waiting to be written. A replica's session fires no trigger that refuses a truncate. */
async function emptied() {
  await admin.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`truncate contacts, subscriptions cascade`;
  });
  await admin.unsafe("checkpoint");
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function shown({ rounds }: Line) {
  return Math.round(rounds.at(-1) ?? 0).toLocaleString("en");
}
