import { expect, test } from "@playwright/test";
import type { Actor } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import type { Query } from "#lib/core/query.ts";
import { anonymous } from "#testing/factories.ts";
import { anotherPlace, callerKinds, callersIn } from "./callers.fixture.ts";
import { queryCaseOf, wrongCases } from "./cases.fixture.ts";
import { answerOf, found as findAll, findQueries, withUnknownIds } from "./commands.fixture.ts";
import { theWorld, type World } from "./world.fixture.ts";

const queries = await findQueries();

/** Stands for a world of which only the case's reasons are asked: every name of it is one more such thing. */
const anything: unknown = new Proxy(() => "", {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : anything),
  apply: () => anything,
});

test("every query has its case beside it", async () => {
  const all = (await findAll()).filter(({ query }) => query);
  expect(wrongCases("queries", all)).toEqual([]);
});

for (const [name, found] of queries) {
  const { showsNoRow, outsideTheWall } = reasonsOf(name);
  const open = found.query.admits(anonymous());

  test.describe(name, () => {
    test("answers those its policy admits, and nobody else", { tag: "@V8.2.1" }, async () => {
      const { world, actor, input } = await theCase(name);
      const here = callersIn({ ...(await anotherPlace()), workspaceId: world.workspaceId });
      expect(await answerOf(() => found(actor, input))).toMatchObject({ code: "done" });

      for (const kind of callerKinds) {
        const { code } = await answerOf(() => found(here[kind], input));
        if (!found.query.admits(here[kind])) expect(code, kind).toBe("forbidden");
        else if (here[kind].kind === "member") expect(code, kind).toBe("done");
      }
    });

    if (!showsNoRow && !outsideTheWall)
      test("shows its own people rows of the workspace", async () => {
        const { world, actor, input } = await theCase(name);
        expect(marksIn(world, await answerOf(() => found(actor, input)))).not.toEqual([]);
      });

    // An open query answers whoever holds a link, from wherever they are.
    if (!open)
      test("foreign ids answer like unknown ids", {
        tag: ["@V8.2.2", "@V8.4.1"],
      }, async () => {
        const { world, input } = await theCase(name);
        const there = await anotherPlace();
        const strangers = Object.values(callersIn(there)).filter((caller) => caller.kind !== "subscriber");
        const withTheirIds = [...strangers, { ...world.subscriber, workspaceId: there.workspaceId }];
        const admitted = withTheirIds.filter(found.query.admits);
        expect(admitted).not.toEqual([]);
        for (const stranger of admitted) {
          const unknown = { ...withUnknownIds(stranger), workspaceId: there.workspaceId };
          const caller = stranger.kind === "subscriber" ? unknown : stranger;
          const answer = await answerOf(() => found(stranger, input));
          expect(marksIn(world, answer), stranger.kind).toEqual([]);
          expect(answer).toEqual(await answerOf(() => found(caller, withUnknownIds(input))));
        }
      });

    if (!outsideTheWall)
      test("another workspace's wall hides every row", {
        tag: "@V8.4.1",
      }, async () => {
        const { actor, input } = await theCase(name);
        const right = await answerOf(() => found(actor, input));
        const wrong = await behindAnotherWall(found, actor, input);

        expect(wrong).toEqual(await behindAnotherWall(found, withUnknownIds(actor), withUnknownIds(input)));
        expect(wrong).not.toEqual(right);
      });
  });
}

/** Why a query shows no row, or answers without a wall, known before any world is made. */
function reasonsOf(name: string) {
  return queryCaseOf(name)?.(anything as World) ?? {};
}

async function theCase(name: string) {
  const world = await theWorld();
  return { world, actor: world.actor as Actor, input: {}, ...queryCaseOf(name)?.(world) };
}

const marksIn = ({ marks }: World, answer: unknown) => {
  const text = JSON.stringify(answer);
  return marks.filter((mark) => text.includes(mark));
};

/** The query alone, in a transaction that entered another workspace as somebody else: what is left is row-level security. */
async function behindAnotherWall({ query }: Query, actor: Actor, input: unknown) {
  const { workspaceId, people } = await anotherPlace();
  return answerOf(() =>
    connections().reader.transaction(async (db) => {
      await enter(db, workspaceId, people.owner.userId);
      return query.run({ db, actor }, input);
    }),
  );
}
