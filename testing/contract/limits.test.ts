import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import type { Actor, ApiKey, Member, User } from "#lib/core/actor.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { countedFor, runsOf } from "#lib/core/throttle/command-limit.ts";
import { ownerSql } from "#testing/factories.ts";
import { callersIn, makeKey, nowhere } from "./callers.fixture.ts";
import { caseOf } from "./cases.fixture.ts";
import { answerOf, findCommands, refusal, snapshot } from "./commands.fixture.ts";

/** Rows that any command may leave behind beside what it is for. */
const beside = ["data_keys", "security_scores", "refused_runs", "email_tokens", "command_results"];

const callers = callersIn(nowhere);

/** Commands that members or users run, without the forms of visitors, which count by network and address. */
const ofPeople = [...(await findCommands())].filter(([, { spec }]) => {
  const people = spec.admits(callers.owner) || spec.admits(callers["signed in"]);
  return people && !spec.admits(callers.nobody);
});

for (const [name, run] of ofPeople) {
  const { limit } = run.spec;

  test.describe(name, () => {
    if (limit === null)
      test("creates nothing, because it has no limit", { tag: "@V2.4.1" }, async () => {
        const { actor, input } = await caseOf(name)();
        const before = await snapshot(actor);
        await run(actor, input);
        expect(made(before, await snapshot(actor)), "declare a `limit` beside its `allow`").toEqual([]);
      });
    else
      test("refused over its limit, recorded, changing nothing", { tag: "@V2.4.1" }, async () => {
        const { actor, input } = await caseOf(name)();
        const person = actor as Member | User;
        const spent = counterKey(runsOf(name, limit), countedFor(limit, person));
        await ownerSql()`insert into attempt_counters (key_hash, attempts, window_ends_at)
          values (${spent}, ${limit.max}, now() + interval '90 seconds')
          on conflict (key_hash) do update set attempts = excluded.attempts, window_ends_at = excluded.window_ends_at`;
        const before = await snapshot(actor);
        const again = { ...person, origin: { ...person.origin, requestId: uuidv7() } } as Actor;

        const answer = await answerOf(() => run(again, input));
        expect(answer).toMatchObject({ code: "tooOften", status: 429 });
        expect(answer.message).toMatch(/^[A-Z].*\. Try again in (2 minutes|a minute)\.$/);
        expect([89, 90]).toContain(answer.retryAfter);
        expect(await snapshot(actor)).toEqual(before);
        const recorded = await ownerSql()`select result from audit_events
          where request_id = ${again.origin.requestId} and action = ${name}`;
        expect(recorded).toEqual([{ result: "refused" }]);

        await ownerSql()`delete from attempt_counters where key_hash = ${spent}`;
        expect(await refusal(run, again, input)).toBe("done");
      });
  });
}

for (const [name, run] of ofPeople.filter(([, { spec }]) => spec.limit?.programs))
  test(`${name} counts programs, beside their people`, { tag: "@V2.4.1" }, async () => {
    const { actor, input } = await caseOf(name)();
    const member = actor as Member;
    const { limit } = run.spec;
    const key = { ...callers["API key"], workspaceId: member.workspaceId, madeBy: member.userId } as ApiKey;
    const program = { ...key, keyId: await makeKey(member) };
    if (limit)
      await ownerSql()`insert into attempt_counters (key_hash, attempts, window_ends_at)
        values (${counterKey(runsOf(name, limit), countedFor(limit, program))}, ${limit.max}, now() + interval '90 seconds')`;
    expect(await refusal(run, program, input)).toBe("tooOften");
    expect(await refusal(run, actor, input)).toBe("done");
  });

test("an added row is seen, a changed one is not", () => {
  const rows = (...of: object[]) => of.map((row) => JSON.stringify(row));
  const before = { tags: rows({ id: "1", name: "a" }), marks: rows({ user_id: "1" }), data_keys: [] };
  const after = {
    tags: rows({ id: "1", name: "b" }),
    marks: rows({ user_id: "1", seen: true }),
    data_keys: rows({ id: "2" }),
  };
  expect(made(before, after)).toEqual([]);
  expect(made(before, { ...after, tags: rows({ id: "3", name: "b" }) })).toEqual(["tags"]);
  expect(made(before, { ...after, marks: rows({ user_id: "1" }, { user_id: "1", n: 2 }) })).toEqual([
    "marks",
  ]);
});

type Rows = Record<string, string[]>;

/** Returns the tables that got a row, by its id, or by their number where rows have none. */
function made(before: Rows, after: Rows): string[] {
  const ids = (rows: string[] = []) => rows.map((row) => JSON.parse(row).id as string | undefined);
  return Object.keys(after).filter((table) => {
    if (beside.includes(table)) return false;
    const [had, has] = [ids(before[table]), ids(after[table])];
    return has.length > had.length || has.some((id) => id !== undefined && !had.includes(id));
  });
}
