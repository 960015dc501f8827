// The Audit Log page through Next, with filters and deep in the past, over few entries and over very many.
// npm run bench audit-page -- [--few=10000] [--many=1000000] [--full] [--pages=300] [--rounds=3] [--next]
import { fileURLToPath } from "node:url";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { type Orders, runLoad } from "./load.ts";
import { type Running, start } from "./process.ts";
import { median } from "./table.ts";
import { startWeb, type Web } from "./web.ts";

const page = "/settings/security/audit-log";
const target = 1.5;
const given = readArguments({ few: 10_000, many: 1_000_000, pages: 300, rounds: 3 }, ["full", "next"]);
const { few, pages, rounds } = given;
const many = given.full ? 10_000_000 : given.many;
const days = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

type Side = { name: string; web: Web; headers: Record<string, string>; targets: string[] };

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
  const small = await sideOf(few, house.env, house.adminUrl);
  const big = await sideOf(many, large.env, large.adminUrl);
  console.log("\nThe Audit Log page, p95 in milliseconds, two at once\n");
  for (const [what, query] of Object.entries(looks(small.targets[0] ?? ""))) {
    const p95: { small: number[]; big: number[] } = { small: [], big: [] };
    for (const side of [small, big]) await runLoad(ask(side, query, 20));
    for (let round = 0; round < rounds; round++) {
      p95.small.push((await runLoad(ask(small, query, pages))).p95);
      p95.big.push((await runLoad(ask(big, query, pages))).p95);
    }
    const ratio = median(p95.big.map((value, round) => value / (p95.small[round] ?? value)));
    console.log(
      `${what.padEnd(28)} ${small.name} ${median(p95.small).toFixed(1).padStart(7)}   ${big.name} ${median(p95.big).toFixed(1).padStart(7)}   ` +
        `ratio ${ratio.toFixed(2)}   ${ratio <= target ? "reached" : "missed"}`,
    );
  }
}

/** What people look for. */
function looks(target: string): Record<string, string> {
  return {
    "the newest entries": "",
    "one event type": "?type=newsletter.update",
    "refused only": "?result=refused",
    "an address": "?address=198.51.100.3",
    "what happened to one thing": `?q=${target}`,
    "a week in spring": `?from=${days(200)}&to=${days(193)}`,
  };
}

async function sideOf(entries: number, env: NodeJS.ProcessEnv, adminUrl: string): Promise<Side> {
  console.log(`Making ${entries.toLocaleString("en")} entries`);
  const maker = await start(
    [fileURLToPath(new URL("servers/populate-audit.ts", import.meta.url)), String(entries)],
    { ...env, BENCH_ADMIN_URL: adminUrl },
  );
  const { headers, targets } = maker.said as Pick<Side, "headers" | "targets">;
  const web = await startWeb(env, given.next);
  running.push(web);
  return { name: entries.toLocaleString("en"), web, headers, targets };
}

function ask({ web, headers }: Side, query: string, count: number): Orders {
  const paths = Array(count).fill(`${page}${query}`);
  return {
    port: web.port,
    host: web.host,
    connections: 2,
    method: "GET",
    headers,
    body: "",
    paths,
    status: 200,
  };
}
