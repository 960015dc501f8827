// A mail client's one-click POST through the edge, with ledger, suppression and audit entry, against a bare node:http handler with one
// UPDATE; through Next as well when the pages are built. Flat from ten thousand contacts to a million.
// npm run bench one-click -- [--requests=2000] [--rounds=3] [--people=1000000] [--full] [--next]
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { answers } from "../scripts/house.ts";
import { buildPages, builtHash, nextCli, sourceHash } from "../scripts/pages.ts";
import { freePort } from "../scripts/ports.ts";
import { root } from "../scripts/settings.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { runLoad } from "./load.ts";
import { type Running, start } from "./process.ts";
import { processorTime } from "./processor.ts";
import { type Line, median, printTable } from "./table.ts";

type Side = { line: Line; pid: number | undefined; port: number; host: string; paths: string[] };

const connections = 16;
const few = 10_000;
const warm = 500;
const given = readArguments({ requests: 2000, rounds: 3, people: 1_000_000 }, ["full", "next"]);
const { requests, rounds } = given;
const many = given.full ? 10_000_000 : given.people;
const needed = requests * rounds + warm;

const house = await benchDatabase();
const running: Running[] = [];
try {
  await measure();
} finally {
  await Promise.all(running.map(({ stop }) => stop()));
  await house.stop();
}
process.exit(0);

async function measure() {
  const large = await house.another("large");
  const next = await nextServer(large.env);
  console.log(
    `Making ${Math.max(few, needed).toLocaleString("en")} and ${many.toLocaleString("en")} contacts`,
  );
  const smallLinks = await populate(house.env, house.adminUrl, Math.max(few, needed), needed);
  const largeLinks = await populate(large.env, large.adminUrl, many, next ? 2 * needed : needed);
  const plain = await start([here("servers/bare.ts")], large.env);
  running.push(plain);

  const rows = many.toLocaleString("en");
  const bare: Line = { name: `node:http and one UPDATE, ${rows} rows`, rounds: [] };
  const small: Line = {
    name: `edge, ${few.toLocaleString("en")} contacts`,
    rounds: [],
    of: bare,
    target: 0.4,
  };
  const big: Line = { name: `edge, ${rows} contacts`, rounds: [], of: bare, target: 0.4 };
  const throughNext: Line = { name: `Next, ${rows} contacts`, rounds: [], of: bare };
  const sides: Side[] = [
    {
      line: bare,
      pid: plain.child.pid,
      port: plain.port ?? 0,
      host: "localhost",
      paths: await bareRows(large.admin),
    },
    { line: small, ...(await edge(house.env)), paths: smallLinks },
    { line: big, ...(await edge(large.env)), paths: largeLinks.splice(0, needed) },
    ...(next ? [{ line: throughNext, ...next, paths: largeLinks }] : []),
  ];

  for (const side of sides) await ask(side, warm);
  const times: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 ? sides.toReversed() : sides) {
      const before = await processorTime(house.admin, side.pid);
      const logged = await writtenAhead(house.admin);
      const { perSecond, p50, p99 } = await ask(side, requests);
      const after = await processorTime(house.admin, side.pid);
      const kilobytes = ((await writtenAhead(house.admin)) - logged) / requests / 1000;
      side.line.rounds.push(perSecond);
      const each = (of: "database" | "process") =>
        before && after ? ((after[of] - before[of]) / requests).toFixed(2) : "?";
      times.push(
        `  round ${round + 1}, ${side.line.name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; processor time of a request: server ${each("process")} ms, Postgres ${each("database")} ms; write-ahead log ${kilobytes.toFixed(1)} kB`,
      );
    }
  }
  await proveDone(large.admin, next ? 2 * needed : needed);
  const flat = median(big.rounds.map((value, round) => value / (small.rounds[round] ?? value)));
  printTable(
    "One-click unsubscribe, 16 connections",
    "req/s",
    sides.map(({ line }) => line),
    [
      `${rows} contacts against ${few.toLocaleString("en")}: ${flat.toFixed(2)} (flat is 1.00).`,
      ...(next ? [] : ["Through Next: left out, the pages are not built here; --next builds them aside."]),
      ...times,
    ],
  );
}

function ask(side: Side, count: number) {
  return runLoad({
    port: side.port,
    host: side.host,
    connections,
    paths: side.paths.splice(0, count),
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "bench" },
    body: "List-Unsubscribe=One-Click",
    status: 200,
  });
}

async function populate(env: NodeJS.ProcessEnv, adminUrl: string, people: number, links: number) {
  const made = await start([here("servers/populate.ts"), String(people), String(links)], {
    ...env,
    BENCH_ADMIN_URL: adminUrl,
  });
  return (made.said.tokens as string[]).map((token) => `/api/unsubscribe/${token}`);
}

/** Bytes of write-ahead log since the server was made. Unlike a time they do not depend on the machine's mood. */
async function writtenAhead(admin: postgres.Sql): Promise<number> {
  const [row] = await admin<{ bytes: string }[]>`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes`;
  return Number(row?.bytes);
}

/** As many rows as there are contacts, of about the width of a subscription. */
async function bareRows(admin: postgres.Sql): Promise<string[]> {
  await admin.unsafe(`create table bench_bare (id uuid primary key, other uuid, left_at timestamptz)`);
  await admin`insert into bench_bare select new_id(), new_id(), null from generate_series(1, ${many}::int)`;
  await admin.unsafe("alter table bench_bare owner to mailneo");
  await admin.unsafe("vacuum analyze bench_bare");
  await admin.unsafe("checkpoint");
  const rows = await admin<{ id: string }[]>`
    select id from (select id, row_number() over () as n from bench_bare) b
    where n % ${Math.max(1, Math.floor(many / needed))}::int = 0 order by md5(id::text) limit ${needed}`;
  return rows.map(({ id }) => `/${id}`);
}

/** The edge as `npm start` runs it. */
async function edge(env: NodeJS.ProcessEnv) {
  const port = await freePort();
  const process = { ...env, PORT: String(port), APP_URL: `http://localhost:${port}`, MAILNEO_WEB_PORT: "1" };
  const started = await start([`${root}scripts/processes/edge.ts`], process);
  running.push(started);
  return { pid: started.child.pid, port, host: `localhost:${port}` };
}

/** `next start` alone, as on a platform that runs only Next. null: there is no build of this source and none was asked for. */
async function nextServer(env: NodeJS.ProcessEnv) {
  const folder = given.next ? { NEXT_DIST_DIR: ".next-bench" } : {};
  const port = await freePort();
  const process = { ...env, ...folder, PORT: String(port), APP_URL: `http://localhost:${port}` };
  if (given.next) await buildPages(root, process, console.log);
  else if (builtHash(root) !== sourceHash(root)) return null;
  const args = [nextCli, "start", "-H", "127.0.0.1", "-p", String(port)];
  const started = await start(args, process, () => answers(port));
  running.push(started);
  return { pid: started.child.pid, port, host: `localhost:${port}` };
}

/** What was answered with 200 was done, all of it. */
async function proveDone(admin: postgres.Sql, expected: number) {
  const [row] = await admin<Record<"suppressions" | "withdrawals" | "entries" | "subscriptions", number>[]>`
    select (select count(*)::int from suppressions where source = 'one_click') as suppressions,
      (select count(*)::int from consents where kind = 'withdrawal') as withdrawals,
      (select count(*)::int from audit_events where action = 'contact.unsubscribe' and result = 'done') as entries,
      (select count(*)::int from subscriptions where unsubscribed_at is not null) as subscriptions`;
  for (const [name, count] of Object.entries(row ?? {}))
    if (count !== expected) throw new Error(`${expected} people left, and there are ${count} ${name}.`);
}

function here(file: string) {
  return fileURLToPath(new URL(file, import.meta.url));
}
