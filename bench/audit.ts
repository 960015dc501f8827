// An audited command against the same change without audit, and entries appended to chains.
// npm run bench audit -- [--size=2000] [--rounds=5] [--workspaces=50] [--together=10]
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import type { Member } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { enterForGroupCommit, flushed } from "#lib/core/database/group-commit.ts";
import { pipelined, sentAhead } from "#lib/core/database/pipelined.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { processorTime } from "./processor.ts";
import { type Line, printTable } from "./table.ts";

type Place = { actor: Member; newsletterId: string };
type Way = (place: Place, n: number) => Promise<unknown>;

const renameNewsletter = command({
  name: "newsletter.update",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid(), name: z.string() }),
  async run(context, input) {
    const { id } = await rename(context, input);
    return { result: id, audit: { target: id, detail: { name: input.name } } };
  },
});

const { size, rounds, workspaces, together } = readArguments({
  size: 2000,
  rounds: 5,
  workspaces: 50,
  together: 10,
});
const house = await benchDatabase();
try {
  await measure();
} finally {
  await house.stop();
}
process.exit(0);

async function measure() {
  const many: Place[] = [];
  for (let n = 0; n < workspaces; n++) many.push(await place(await makeMember()));
  const first = many[0]?.actor as Member;
  const one: Place[] = [];
  for (let n = 0; n < workspaces; n++)
    one.push(await place({ actor: first, workspaceId: first.workspaceId }));

  await house.admin.unsafe(
    `create table bench_line (workspace_id uuid primary key, n bigint not null) with (fillfactor = 40)`,
  );
  await house.admin.unsafe("grant select, insert, update on bench_line to mailneo_app");
  const lines: Line[] = [];
  const taken: string[] = [];
  const compare = async (name: string, places: Place[], atOnce: number, count: number, target?: number) => {
    const plain: Line = { name: `${name}, without audit`, rounds: [] };
    const counted: Line = { name: `${name}, one row of the workspace counted up`, rounds: [], of: plain };
    const with_: Line = { name: `${name}, audited`, rounds: [], of: plain, ...(target && { target }) };
    for (let round = -1; round < rounds; round++) {
      const sides: [Line, Way, "disable" | "enable"][] = [
        [plain, unaudited, "disable"],
        [counted, inLine, "disable"],
        [with_, audited, "enable"],
      ];
      for (const [line, way, guard] of round % 2 ? sides.toReversed() : sides) {
        await house.admin.unsafe(`alter table newsletters ${guard} trigger audited`);
        const before = await processorTime(house.admin, process.pid);
        const perSecond = await run(way, places, atOnce, round < 0 ? count / 10 : count);
        const after = await processorTime(house.admin, process.pid);
        if (round < 0) continue;
        line.rounds.push(perSecond);
        if (round === rounds - 1 && before && after) {
          const each = (of: "process" | "database") => ((after[of] - before[of]) / count).toFixed(2);
          taken.push(`  ${line.name}: this process ${each("process")} ms, Postgres ${each("database")} ms`);
        }
      }
    }
    lines.push(plain, counted, with_);
  };
  await compare("one after the other", many, 1, size / 4, 0.5);
  await compare(`${together} at once, ${workspaces} workspaces`, many, together, size, 0.5);
  await compare(`${together} at once, one workspace`, one, together, size);
  printTable("A newsletter renamed", "changes/s", lines, [
    "Processor time of a change, last round:",
    ...taken,
  ]);

  const one_: Line = { name: `${together} at once, one chain`, rounds: [] };
  const several: Line = { name: `${together} at once, ${workspaces} chains`, rounds: [] };
  for (let round = 0; round < rounds; round++) {
    one_.rounds.push(await run(appended, one, together, size));
    several.rounds.push(await run(appended, many, together, size));
  }
  printTable("Entries appended, each in a transaction of its own", "entries/s", [one_, several]);

  const [row] = await house.admin<{ broken: number; entries: number }[]>`
    select count(*) filter (where seq <> n)::int as broken, count(*)::int as entries from (
      select seq, row_number() over (partition by chain_id order by occurred_at, seq) as n from audit_events) e`;
  if (!row || row.broken > 0 || row.entries < 2 * rounds * size) throw new Error("The chains are not whole.");
  console.log(`\n${row.entries.toLocaleString("en")} entries, no gap.`);
}

async function place({ actor, workspaceId }: { actor: Member; workspaceId: string }): Promise<Place> {
  return { actor, newsletterId: (await makeNewsletter(workspaceId)).id };
}

async function rename(
  { tx, actor }: Pick<CommandContext<Member>, "tx" | "actor">,
  { newsletterId, name }: { newsletterId: string; name: string },
) {
  const [newsletter] = await tx
    .update(newsletters)
    .set({ name })
    .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)))
    .returning({ id: newsletters.id });
  if (!newsletter) throw new Error("The newsletter is gone.");
  return newsletter;
}

async function audited({ actor, newsletterId }: Place, n: number) {
  await renameNewsletter(actor, { newsletterId, name: `Number ${n}` });
}

async function unaudited({ actor, newsletterId }: Place, n: number) {
  await connections().writer.transaction(async (tx) => {
    await Promise.all([
      enter(tx, actor.workspaceId, actor.userId),
      rename({ tx, actor }, { newsletterId, name: `Number ${n}` }),
    ]);
  });
}

/**
 * The least that any chain costs a workspace: its commands take turns over one row, from the count to the commit, which
 * does not wait for the disk. Nothing is sealed, hashed or kept.
 */
async function inLine({ actor, newsletterId }: Place, n: number) {
  const { counted } = await connections().writer.transaction(async (tx) => {
    await pipelined(
      enterForGroupCommit(tx, actor.workspaceId, actor.userId, null, true),
      rename({ tx, actor }, { newsletterId, name: `Number ${n}` }),
    );
    return { counted: sentAhead(countUp(tx, actor.workspaceId)) };
  });
  await counted;
  await flushed();
}

async function countUp(tx: Transaction, workspaceId: string) {
  await prepared(
    tx,
    sql`insert into bench_line as l values (${workspaceId}, 1) on conflict (workspace_id) do update set n = l.n + 1`,
  );
}

async function appended({ actor }: Place) {
  await connections().writer.transaction(async (tx) => {
    const entered = enter(tx, actor.workspaceId, actor.userId);
    await Promise.all([entered, appendAudit(tx, actor, "test.append", "done")]);
  });
}

/** How many a second, `atOnce` under way, the places in turn. */
async function run(way: Way, places: Place[], atOnce: number, count: number): Promise<number> {
  const before = performance.now();
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) await way(places[n % places.length] as Place, n);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (count / (performance.now() - before)) * 1000;
}
