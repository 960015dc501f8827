// The list of contacts with a search over any part, in a workspace of a million against one of ten thousand.
// node scripts/run.mjs bench contact-search [--size=1000000] [--small=10000] [--rounds=5]
import { countContacts } from "#lib/audience/contacts/count.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { fillContacts } from "./people.ts";
import { type Line, median, printTable } from "./table.ts";

const { size, small, rounds } = readArguments({ size: 1_000_000, small: 10_000, rounds: 5 });
const database = await benchDatabase();

try {
  const [few, many] = [await workspaceOf(small), await workspaceOf(size)];
  for (const actor of [few, many]) await timesOf(actor, 0); // warm
  const limit: Line = { name: `p95 among ${small.toLocaleString("en")}, looks a second`, rounds: [] };
  const ours: Line = { name: `p95 among ${size.toLocaleString("en")}`, rounds: [], of: limit, target: 0.5 };
  const slow = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    limit.rounds.push(1000 / p95([...(await timesOf(few, round)).values()]));
    const times = await timesOf(many, round);
    ours.rounds.push(1000 / p95([...times.values()]));
    for (const [search, took] of times) slow.set(search, [...(slow.get(search) ?? []), took]);
  }
  const slowest = [...slow]
    .map(([search, took]) => ({ search, took: median(took) }))
    .sort((a, b) => b.took - a.took);
  printTable(
    "Search over any part of addresses and names, the page and its count",
    "1/s",
    [limit, ours],
    slowest.slice(0, 5).map(({ search, took }) => `“${search}” ${took.toFixed(1)} ms`),
  );
} finally {
  await closeConnections();
  await database.stop();
}
process.exit(0);

async function workspaceOf(people: number): Promise<Member> {
  const { actor, workspaceId } = await makeMember();
  const { id } = await makeNewsletter(workspaceId);
  await fillContacts(database.admin, workspaceId, id, people);
  return actor;
}

/** Milliseconds of each look: what a member types, from one person to a provider that a tenth of the list uses. */
async function timesOf(actor: Member, round: number): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  const one = 1 + ((round * 977 + 13) % Math.min(small, size));
  const searches = [
    `reader${one}.`,
    `eader${one}.`,
    `family${one}`,
    `amily${(one * 7) % 20_011}`,
    "gmail",
    "utloo",
    "arbour.exa",
    "björn",
    "grace",
    "hans musik",
    `zo ${one % 100}@`,
    "nobody at all",
    "qqqxyz",
    "lumen99",
    "erft1",
    `${one}@`,
    "example",
    "ad",
    "chiara family1",
    "xq",
  ];
  for (const search of searches) {
    const begun = performance.now();
    await Promise.all([listContacts(actor, { search }), countContacts(actor, { search })]);
    times.set(search.replaceAll(/\d{2,}/g, "…"), performance.now() - begun);
  }
  return times;
}

function p95(times: number[]): number {
  const sorted = times.sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
