// A signup on the hosted subscribe page, through the edge: limits, contact, pending subscription, confirmation, its mail queued, audit entry;
// against a bare node:http handler with one INSERT. Each signup is another person's, from another network, on one of many forms.
// npm run bench subscribe -- [--requests=1500] [--rounds=2]
import { fileURLToPath } from "node:url";
import { freePort } from "../scripts/ports.ts";
import { root } from "../scripts/settings.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { runLoad } from "./load.ts";
import { type Running, start } from "./process.ts";
import { processorTime } from "./processor.ts";
import { type Line, printTable } from "./table.ts";

type Form = { id: string; mark: string };

const { requests, rounds } = readArguments({ requests: 1500, rounds: 2 }, []);
const warm = 200;
const total = warm + requests * rounds;
/** A form takes 60 signups a minute before it asks for proofs: half of that stays below. */
const formsNeeded = Math.ceil(total / 30);
/** Every answer takes at least 600 ms, so that it tells nothing: many readers wait at the same time. */
const readers = 1000;

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
  const made = await start([here("servers/populate-forms.ts"), String(formsNeeded)], {
    ...house.env,
    BENCH_ADMIN_URL: house.adminUrl,
  });
  const forms = made.said.forms as Form[];
  await house.admin.unsafe("create table bench_signups (id uuid primary key, email text not null)");
  await house.admin.unsafe("alter table bench_signups owner to mailneo");
  const plain = await start([here("servers/bare-insert.ts")], house.env);
  running.push(plain);
  const port = await freePort();
  const env = {
    ...house.env,
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    MAILNEO_WEB_PORT: "1",
  };
  const edge = await start([`${root}scripts/processes/edge.ts`], { ...env, TRUSTED_PROXIES: "127.0.0.1/32" });
  running.push(edge);

  const bare: Line = { name: "node:http and one INSERT, 16 connections", rounds: [] };
  const ours: Line = { name: `edge, ${readers} readers at once`, rounds: [], of: bare, target: 0.4 };
  const times: string[] = [];
  let asked = 0;
  const signUp = (count: number) => {
    const from = asked;
    asked += count;
    const each = Array.from({ length: count }, (_, at) => signupOf(forms, from + at));
    return runLoad({
      port,
      host: `localhost:${port}`,
      connections: readers,
      paths: each.map(({ path }) => path),
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "bench" },
      body: "",
      each,
      status: 200,
    });
  };
  const insert = (count: number) =>
    runLoad({
      port: plain.port ?? 0,
      host: "localhost",
      connections: 16,
      paths: Array.from({ length: count }, () => "/"),
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "email=reader@example.com",
      status: 200,
    });
  await insert(warm);
  await signUp(warm);
  for (let round = 0; round < rounds; round++) {
    const before = await processorTime(house.admin, edge.child.pid);
    bare.rounds.push((await insert(requests)).perSecond);
    const between = await processorTime(house.admin, edge.child.pid);
    const { perSecond, p50, p99 } = await signUp(requests);
    const after = await processorTime(house.admin, edge.child.pid);
    ours.rounds.push(perSecond);
    const of = (which: "process" | "database") =>
      before && between && after ? ((after[which] - between[which]) / requests).toFixed(2) : "?";
    times.push(
      `  round ${round + 1}: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; processor time of a signup: edge ${of("process")} ms, Postgres ${of("database")} ms`,
    );
  }
  await proveDone();
  printTable("Hosted subscribe page, one signup", "req/s", [bare, ours], times);
}

function signupOf(forms: Form[], n: number) {
  const { id, mark } = forms[n % forms.length] as Form;
  const ip = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  return {
    path: `/subscribe/${id}`,
    headers: { "x-forwarded-for": ip },
    body: `email=reader${n}%40example.com&made=${encodeURIComponent(mark)}&website=`,
  };
}

/** What was answered with 200 was done, all of it. */
async function proveDone() {
  const [row] = await house.admin<
    Record<"contacts" | "pending" | "confirmations" | "mails" | "entries", number>[]
  >`
    select (select count(*)::int from contacts where source = 'form') as contacts,
      (select count(*)::int from subscriptions where confirmed_at is null) as pending,
      (select count(*)::int from confirmations) as confirmations,
      (select count(*)::int from pgboss.job where name = 'confirmation-mail') as mails,
      (select count(*)::int from audit_events where action = 'subscribe_form.send' and result = 'done') as entries`;
  for (const [name, count] of Object.entries(row ?? {}))
    if (count !== total) throw new Error(`${total} people signed up, and there are ${count} ${name}.`);
}

function here(file: string) {
  return fileURLToPath(new URL(file, import.meta.url));
}
