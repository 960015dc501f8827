// Requests of programs through the edge, authenticated, limited, logged, and recorded where they change something, against a bare node:http
// handler with one statement: reading a contact, a page of 200, and adding a contact; and what the limiter takes by itself.
// npm run bench api -- [--requests=2000] [--rounds=3] [--people=20000]
import { fileURLToPath } from "node:url";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { postgresBuckets } from "#lib/integrations/rate-limits/postgres-buckets.ts";
import { rateLimiter } from "#lib/integrations/rate-limits/rate-limiter.ts";
import { freePort } from "../scripts/ports.ts";
import { root } from "../scripts/settings.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { runLoad } from "./load.ts";
import { type Running, start } from "./process.ts";
import { processorTime } from "./processor.ts";
import { type Line, printTable } from "./table.ts";

type Program = { key: string; workspaceId: string; ids: string[] };
type Kind = "one" | "page" | "add";

const connections = 16;
const workspaces = 8;
/** A plan's burst bounds what one workspace may ask in a round. */
const most = workspaces * 480;
let added = 0;
const { requests, rounds, people } = readArguments({ requests: 2000, rounds: 3, people: 20_000 });
if (requests > most) throw new Error(`At most ${most} requests a round: the plan's burst is the limit.`);

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
  const populated = await start(
    [here("servers/populate-api.ts"), String(workspaces), String(people / workspaces)],
    {
      ...house.env,
      BENCH_ADMIN_URL: house.adminUrl,
    },
  );
  const made = populated.said.made as Program[];
  await house.admin.unsafe("create table bench_bare (id uuid primary key, email text, made_at timestamptz)");
  const bare = await start([here("servers/bare-query.ts")], {
    ...house.env,
    BENCH_ADMIN_URL: house.adminUrl,
  });
  running.push(bare);
  const edge = await edgeServer();

  const lines: Line[] = [];
  const notes: string[] = [];
  for (const [kind, name, target] of [
    ["one", "a contact by its id", 0.6],
    ["page", "a page of 200 contacts", 0.5],
    ["add", "a contact added", 0.35],
  ] as const) {
    const limit: Line = { name: `node:http, one statement: ${name}`, rounds: [] };
    const ours: Line = { name: `edge: ${name}`, rounds: [], of: limit, target };
    lines.push(limit, ours);
    const count = kind === "page" ? Math.ceil(requests / 4) : requests;
    await askBare(bare.port ?? 0, kind, made, 200);
    await askEdge(edge, kind, made, 200);
    for (let round = 0; round < rounds; round++) {
      await house.admin`delete from rate_buckets`;
      const sides = [
        async () => {
          const { outcome, cost } = await costOf(bare.child.pid, count, () =>
            askBare(bare.port ?? 0, kind, made, count),
          );
          limit.rounds.push(outcome.perSecond);
          notes.push(`  round ${round + 1}, ${limit.name}: processor time of a request: ${cost}`);
        },
        async () => {
          const { outcome, cost } = await costOf(edge.pid, count, () => askEdge(edge, kind, made, count));
          const { perSecond, p50, p99 } = outcome;
          ours.rounds.push(perSecond);
          notes.push(
            `  round ${round + 1}, ${ours.name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; processor time of a request: ${cost}`,
          );
        },
      ];
      for (const side of round % 2 ? sides.toReversed() : sides) await side();
    }
  }
  printTable("API v1, 16 connections", "req/s", lines, [...notes, await limiterAlone()]);
}

/** Runs a round, and says what one of its requests cost both processes. That holds where other work takes the processors away. */
async function costOf<R>(pid: number | undefined, count: number, round: () => Promise<R>) {
  const before = await processorTime(house.admin, pid);
  const outcome = await round();
  const after = await processorTime(house.admin, pid);
  const each = (of: "database" | "process") =>
    before && after ? ((after[of] - before[of]) / count).toFixed(2) : "?";
  return { outcome, cost: `server ${each("process")} ms, Postgres ${each("database")} ms` };
}

function rows(count: number, made: Program[]) {
  return Array.from({ length: count }, (_, n) => {
    const program = made[n % made.length] as Program;
    return { program, id: program.ids[(n * 7919) % program.ids.length] as string };
  });
}

function askBare(port: number, kind: Kind, made: Program[], count: number) {
  return runLoad({
    port,
    host: "localhost",
    connections,
    paths: rows(count, made).map(({ program, id }) =>
      kind === "one" ? `/${id}` : kind === "page" ? `/?${program.workspaceId}` : "/",
    ),
    method: kind === "add" ? "POST" : "GET",
    headers: kind === "add" ? { "content-type": "application/json" } : {},
    body: "",
    each: rows(count, made).map(() => ({ body: kind === "add" ? newPerson() : "" })),
    status: 200,
  });
}

function askEdge({ port, host }: { port: number; host: string }, kind: Kind, made: Program[], count: number) {
  const asked = rows(count, made);
  return runLoad({
    port,
    host,
    connections,
    paths: asked.map(({ id }) =>
      kind === "one" ? `/api/v1/contacts/${id}` : `/api/v1/contacts${kind === "page" ? "?limit=200" : ""}`,
    ),
    method: kind === "add" ? "POST" : "GET",
    headers: kind === "add" ? { "content-type": "application/json" } : {},
    body: "",
    each: asked.map(({ program }) => ({
      headers: { authorization: `Bearer ${program.key}` },
      body: kind === "add" ? newPerson() : "",
    })),
    status: kind === "add" ? 201 : 200,
  });
}

function newPerson(): string {
  added += 1;
  return JSON.stringify({ email: `new${added}@example.com`, first_name: "Ada" });
}

/** The edge as `npm start` runs it. */
async function edgeServer() {
  const port = await freePort();
  const env = {
    ...house.env,
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    MAILNEO_WEB_PORT: "1",
  };
  const started = await start([`${root}scripts/processes/edge.ts`], env);
  running.push(started);
  return { pid: started.child.pid, port, host: `localhost:${port}` };
}

/** What one take of a token costs by itself, one after the other. */
async function limiterAlone(): Promise<string> {
  const { take, counted } = rateLimiter(postgresBuckets(), 5000);
  const times: number[] = [];
  for (let n = 0; n < 2200; n++) {
    const began = performance.now();
    await take(`bench-${n % 20}`, planLimits.business);
    if (n >= 200) times.push(performance.now() - began);
  }
  if (counted.local > 0) throw new Error("Some requests were not counted in Postgres.");
  times.sort((a, b) => a - b);
  return `The limiter alone, on Postgres: p50 ${times[1000]?.toFixed(2)} ms (target: at most 0.3).`;
}

function here(file: string) {
  return fileURLToPath(new URL(file, import.meta.url));
}
