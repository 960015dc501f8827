// Signing in through the real form, every attempt counted, session made and recorded, against bcrypt alone; and what a storm of sign-ins does
// to everybody else's pages.
// npm run bench sign-in -- [--size=120] [--rounds=3] [--pages=400] [--next]
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { asOwner, makeMember } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { type Orders, runLoad } from "./load.ts";
import { type Running, start } from "./process.ts";
import { type Line, median, printTable } from "./table.ts";
import { signedInHeaders, startWeb, type Web } from "./web.ts";

const connections = 16;
const pagesPerSecond = 20;
const password = "Tall-Engines-9-weave";
const given = readArguments({ size: 120, rounds: 3, pages: 400 }, ["next"]);
const { size, rounds, pages } = given;

const house = await benchDatabase();
const running: Running[] = [];
try {
  await measure(house);
} finally {
  await Promise.all(running.map(({ stop }) => stop()));
  await house.stop();
}
process.exit(0);

async function measure({ env, admin }: BenchDatabase) {
  const hash = await hashPassword(password);
  const web = await startWeb(env, given.next);
  running.push(web);
  const limit = await start(
    [fileURLToPath(new URL("servers/bcrypt.ts", import.meta.url)), password, hash],
    env,
  );
  running.push(limit);
  const form = await signInForm(web);
  const people = await makePeople(size * (2 * rounds + 1), hash);
  const page = await memberPage(web, env);

  const bare: Line = { name: "bcrypt of cost 12 behind node:http", rounds: [] };
  const ours: Line = { name: "the sign-in form, whole", rounds: [], of: bare, target: 0.9 };
  const p99: { quiet: number[]; storm: number[] } = { quiet: [], storm: [] };

  await runLoad(signIns(web, form, people.splice(0, size), env));
  for (let round = 0; round < rounds; round++) {
    p99.quiet.push((await runLoad(page)).p99);
    bare.rounds.push((await runLoad(hashing(limit.port ?? 0))).perSecond);
    ours.rounds.push((await runLoad(signIns(web, form, people.splice(0, size), env))).perSecond);
    p99.storm.push(await pagesInStorm(page, () => signIns(web, form, people.splice(0, size), env)));
  }
  const [row] = await admin<
    { n: number }[]
  >`select count(*)::int as n from audit_events where action = 'session.start' and result = 'done'`;
  if (row?.n !== size * (2 * rounds + 1))
    throw new Error(`${size * (2 * rounds + 1)} people signed in, and ${row?.n} sessions were recorded.`);

  const worse = median(p99.storm.map((value, round) => value / (p99.quiet[round] ?? value)));
  printTable(
    "Sign-ins, 16 at once",
    "per second",
    [bare, ours],
    [
      `Other pages (${pagesPerSecond} a second) during a storm: p99 ${worse.toFixed(2)} times its quiet value (target under 2).`,
      ...p99.quiet.map(
        (quiet, round) =>
          `  round ${round + 1}: p99 ${quiet.toFixed(1)} ms quiet, ${p99.storm[round]?.toFixed(1)} ms in the storm`,
      ),
    ],
  );
}

/** A page's p99 while sign-ins go on from its first request to its last. */
async function pagesInStorm(page: Orders, storm: () => Orders): Promise<number> {
  const blowing = runLoad(storm());
  const [outcome] = await Promise.all([runLoad(page), blowing]);
  return outcome.p99;
}

/** The form's own hidden fields: which action it is. */
async function signInForm({ port }: Web): Promise<Record<string, string>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/sign-in`)).text();
  const form = text.match(/<form[\s\S]*?<\/form>/g)?.find((each) => each.includes("Sign in")) ?? "";
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields[plain(name)] = plain(/value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  return fields;
}

function plain(text: string) {
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

async function makePeople(count: number, hash: string): Promise<string[]> {
  const run = randomBytes(4).toString("hex");
  const rows = Array.from({ length: count }, (_, n) => `p${n}.${run}@example.com`);
  await asOwner(
    (sql) => sql`insert into users (id, email, name, password_hash, email_verified_at)
      select gen_random_uuid(), email, 'Ada Lovelace', ${hash}, now() from unnest(${rows}::text[]) email`,
  );
  return rows;
}

/** Each from an address of its own, as the edge would say, so that no limit stands in the way. */
function signIns(
  { port, host }: Web,
  form: Record<string, string>,
  people: string[],
  env: NodeJS.ProcessEnv,
): Orders {
  const boundary = "----mailneo-bench";
  const part = ([name, value]: [string, string]) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return {
    port,
    host,
    connections,
    method: "POST",
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      origin: `http://${host}`,
      "sec-fetch-site": "same-origin",
      "x-mailneo-edge": env.MAILNEO_EDGE_SECRET ?? "",
    },
    body: "",
    paths: people.map(() => "/sign-in"),
    each: people.map((email) => ({
      headers: {
        "x-mailneo-ip": `198.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}.9`,
      },
      body: `${Object.entries({ ...form, email, password })
        .map(part)
        .join("")}--${boundary}--\r\n`,
    })),
    status: 303,
  };
}

function hashing(port: number): Orders {
  return {
    port,
    host: "localhost",
    connections,
    method: "POST",
    headers: {},
    body: "",
    paths: Array(size).fill("/"),
    status: 303,
  };
}

/** Somebody's dashboard, with their session. */
async function memberPage({ port, host }: Web, env: NodeJS.ProcessEnv): Promise<Orders> {
  const { actor } = await makeMember();
  return {
    port,
    host,
    connections: 4,
    method: "GET",
    headers: await signedInHeaders(actor, env),
    body: "",
    paths: Array(pages).fill("/dashboard"),
    perSecond: pagesPerSecond,
    status: 200,
  };
}
