import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import {
  type Actor,
  type ApiKey,
  FRESH_SECONDS,
  type Member,
  type Role,
  roleNames,
  workspaceOf,
} from "#lib/core/actor.ts";
import type { Command } from "#lib/core/command.ts";
import type { HeldRight, UserRight } from "#lib/core/database/held-right.ts";
import { rightOf } from "#lib/core/held-right.ts";
import { isMail } from "#lib/core/jobs/jobs.ts";
import { jobs } from "#lib/jobs.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import {
  anotherPlace,
  type CallerKind,
  callerKinds,
  callersIn,
  makeKey,
  makePlace,
  nowhere,
} from "./callers.fixture.ts";
import { caseOf, wrongCases } from "./cases.fixture.ts";
import {
  answerOf,
  found as findAll,
  findCommands,
  refusal,
  snapshot,
  withUnknownIds,
} from "./commands.fixture.ts";

const commands = await findCommands();
const mailing = jobs.filter(isMail).map(({ name }) => name);

const cannot = {
  code: "forbidden",
  status: 403,
  message: "You cannot do that.",
  fields: {},
  retryAfter: undefined,
};

test("every command has its case beside it", async () => {
  const all = (await findAll()).filter(({ command }) => command);
  expect(wrongCases("commands", all)).toEqual([]);
});

test("a missing, stray or second case is named with its file", () => {
  const noun = (file: string, name: string) => ({
    file,
    commands: { [name]: async () => ({}) as never },
    queries: {},
  });
  const all = [{ name: "tag.create", file: "lib/audience/tags/create.ts" }];
  const tags = "lib/audience/tags/contract.cases.ts";
  const other = "lib/audience/contacts/contract.cases.ts";
  expect(wrongCases("commands", all, [noun(tags, "tag.create")])).toEqual([]);
  expect(wrongCases("commands", all, [])).toEqual([`${tags}: add "tag.create" to \`commands\``]);
  expect(wrongCases("commands", all, [noun(tags, "tag.create"), noun(tags, "tag.creat")])).toEqual([
    `${tags}: no commands beside it is called "tag.creat"`,
  ]);
  expect(wrongCases("commands", all, [noun(tags, "tag.create"), noun(other, "tag.create")])).toEqual([
    `${other}: no commands beside it is called "tag.create"`,
    `${other}: "tag.create" has a case already`,
  ]);
});

for (const [name, found] of commands) {
  const admitted = callerKinds.filter((kind) => admits(found, kind));
  const open = admitted.includes("nobody");

  test.describe(name, () => {
    // One after the other, because an installation has one rotation of its keys at a time.
    test.describe.configure({ mode: "default" });

    test("done, and recorded in the same transaction", async () => {
      const { actor, input } = await caseOf(name)();
      await found(actor, input);

      expect(await entries(actor, "done")).toContainEqual({ action: name, actor_kind: actor.kind });
    });

    // One of the admitted kinds is the case's own, which the test above calls.
    if (!open && admitted.length > 1)
      test("done by every other kind of caller it admits", { tag: "@V8.2.1" }, async () => {
        test.slow(admitted.length > 3);
        const own = kindOf((await caseOf(name)()).actor);
        expect(admitted, "the case's actor is one that the policy admits").toContain(own);
        for (const kind of admitted.filter((each) => each !== own)) {
          const { actor, input, notAs } = await caseOf(name)();
          const caller = await standIn(actor, kind);
          const refused = (notAs as Record<string, string> | undefined)?.[kind];

          const code = await refusal(found, caller, input);
          if (refused) expect(["forbidden", "conflict", "invalid"], `${kind}: ${refused}`).toContain(code);
          else expect(code, kind).toBe("done");
        }
      });

    test("callers outside its policy are refused and recorded", {
      tag: "@V8.2.1",
    }, async () => {
      const { actor, input, openToAnonymous } = await caseOf(name)();
      expect(openToAnonymous !== undefined, "a reason for an open policy, and only for one").toBe(open);
      const other = await anotherPlace();
      const callers = callersIn({ ...other, workspaceId: workspaceOf(actor) ?? other.workspaceId });
      const before = await snapshot(actor);

      for (const kind of callerKinds.filter((kind) => !admitted.includes(kind))) {
        expect(await answerOf(() => found(callers[kind], input)), kind).toEqual(cannot);
        expect(await entries(callers[kind], "refused"), kind).toEqual([
          { action: name, actor_kind: callers[kind].kind },
        ]);
      }
      if (found.spec.fresh) {
        const stale = { ...actor, authTime: new Date(Date.now() - FRESH_SECONDS * 1000) } as Actor;
        expect(await refusal(found, stale, input), "V7.5.1 V7.5.3 an old proof").toBe("reauthenticate");
      }
      expect(await snapshot(actor)).toEqual(before);
    });

    const [person] = admitted.filter((kind) => rightIn(found, callersIn(nowhere)[kind]));
    if (person)
      test("a right withdrawn after admission refuses, recorded, changing nothing", {
        tag: ["@V7.4.1", "@V8.3.2"],
      }, async () => {
        const { actor: own, input } = await caseOf(name)();
        const actor = rightIn(found, own) ? own : await standIn(own, person);
        const right = rightIn(found, actor);
        if (!right || "keyId" in right)
          throw new Error(`A session or membership gives ${person} the right, and ${actor.kind} has none.`);

        for (const withdraw of right.membership ? [lowerRole, removeMember, endSession] : [endSession]) {
          const giveBack = await withdraw(right);
          const before = await unspent(actor);
          const again = { ...actor, origin: { ...actor.origin, requestId: uuidv7() } } as Actor;
          const answer = await answerOf(() => found(again, input));
          expect(answer, withdraw.name).toEqual(
            withdraw === endSession ? { ...cannot, ...sessionEnded } : cannot,
          );
          expect(await entries(again, "refused"), withdraw.name).toEqual([
            { action: name, actor_kind: actor.kind },
          ]);
          expect(await unspent(actor), withdraw.name).toEqual(before);
          await giveBack();
        }
      });

    if (admitted.includes("API key"))
      test("a key that ended after admission is refused, recorded, changing nothing", {
        tag: ["@V7.4.1", "@V8.3.2"],
      }, async () => {
        const { actor: own, input } = await caseOf(name)();
        const actor = (await standIn(own, "API key")) as ApiKey;
        for (const [how, end] of Object.entries(endings)) {
          await end(actor);
          const before = await unspent(actor);
          const again = { ...actor, origin: { ...actor.origin, requestId: uuidv7() } };
          expect((await answerOf(() => found(again, input))).code, how).toBe("unauthorized");
          expect(await entries(again, "refused"), how).toEqual([{ action: name, actor_kind: "apiKey" }]);
          expect(await unspent(actor), how).toEqual(before);
        }
      });

    if (admitted.includes("API key"))
      test("a test key mails nobody by it", { tag: "@V8.2.1" }, async () => {
        const { actor: own, input } = await caseOf(name)();
        const actor = (await standIn(own, "API key")) as ApiKey;
        await asOwner((sql) => sql`update api_keys set environment = 'test' where id = ${actor.keyId}`);
        await refusal(found, { ...actor, environment: "test" }, input);
        const mails = await ownerSql()`select name from pgboss.job where name = any (${mailing})
          and (group_id = ${actor.workspaceId} or data->>'workspaceId' = ${actor.workspaceId})
          and created_on > (select created_at from api_keys where id = ${actor.keyId})`;
        expect(mails).toEqual([]);
      });

    test("run twice at once by one session, neither waits for ever", async () => {
      const { actor, input } = await caseOf(name)();
      const answers = await Promise.all(
        [1, 2].map(() =>
          answerOf(() => found({ ...actor, origin: { ...actor.origin, requestId: uuidv7() } }, input)),
        ),
      );
      expect(answers.map(({ code }) => code)).toContain("done");
      expect(answers.map(({ code }) => code)).not.toContain("unavailable");
    });

    // A job of the installation belongs to no workspace, so nobody is a stranger to it.
    if (admitted.some((kind) => kind !== "installation job"))
      test("strangers get the answer of unknown ids, and nothing changes", {
        tag: ["@V8.2.2", "@V8.4.1"],
      }, async () => {
        const { actor, input, openToStrangers } = await caseOf(name)();
        const callers = callersIn(await anotherPlace());
        const before = await snapshot(actor);
        if (openToStrangers) {
          await refusal(found, callersIn(await makePlace()).owner, input);
          expect(await snapshot(actor)).toEqual(before);
          return;
        }

        const strangers = strangersAmong(callers, actor, admitted);
        expect(strangers).not.toEqual([]);
        for (const caller of strangers) {
          const answer = await answerOf(() => found(caller, input));
          expect(["forbidden", "notFound"]).toContain(answer.code);
          expect(await answerOf(() => found(caller, withUnknownIds(input)))).toEqual(answer);
          const recorded = await ownerSql()`select result, workspace_id from audit_events
          where request_id = ${caller.origin.requestId} and action = ${name}`;
          expect(recorded).toEqual(Array(2).fill({ result: "refused", workspace_id: workspaceOf(caller) }));
        }
        expect(await snapshot(actor)).toEqual(before);
      });
  });
}

const sessionEnded = { code: "conflict", status: 409, message: "This session has ended. Sign in again." };

/** A challenge is spent before the transaction, because no answer to it may be good twice, right or wrong. */
async function unspent(actor: Actor) {
  const { webauthn_challenges: _, ...rows } = await snapshot(actor);
  return rows;
}

/** The session or membership that gives an actor the right to a command; null where neither does. */
function rightIn({ spec }: Command, actor: Actor): HeldRight | null {
  if (!spec.admits(actor)) return null;
  return rightOf(actor, { name: spec.policy, admits: (of): of is Actor => spec.admits(of) }, "nothing");
}

const endings = {
  lapsed: ({ keyId }: ApiKey) =>
    asOwner((sql) => sql`update api_keys set expires_at = now() - interval '1 second' where id = ${keyId}`),
  revoked: ({ keyId }: ApiKey) =>
    asOwner((sql) => sql`update api_keys set expires_at = null, revoked_at = now() where id = ${keyId}`),
};

/** Ends the session by its time, because a revoked one never comes back. */
async function endSession({ sessionId }: UserRight) {
  await ownerSql()`update sessions set absolute_expires_at = absolute_expires_at - interval '1 year' where id = ${sessionId}`;
  return () =>
    ownerSql()`update sessions set absolute_expires_at = absolute_expires_at + interval '1 year' where id = ${sessionId}`;
}

/** Lowers the role below every one the command admits; a viewer's command has none below, so the membership goes. */
async function lowerRole(right: UserRight) {
  const { workspaceId, roles } = right.membership ?? { workspaceId: "", roles: [] };
  const below = roleNames[roleNames.indexOf(roles[0] as Role) - 1];
  if (!below) return removeMember(right);
  const set = (role: string) =>
    asOwner(
      (sql) =>
        sql`update memberships set role = ${role} where workspace_id = ${workspaceId} and user_id = ${right.userId}`,
    );
  const [was] = await ownerSql()`select role from memberships
    where workspace_id = ${workspaceId} and user_id = ${right.userId}`;
  await set(below);
  return () => set(was?.role);
}

async function removeMember({ membership, userId }: UserRight) {
  const workspaceId = membership?.workspaceId ?? "";
  const [row] = await asOwner(
    (sql) =>
      sql`delete from memberships where workspace_id = ${workspaceId} and user_id = ${userId} returning *`,
  );
  return () => asOwner((sql) => sql`insert into memberships ${sql(row as Record<string, never>)}`);
}

function admits(command: Command, kind: CallerKind) {
  return command.spec.admits(callersIn(nowhere)[kind]);
}

function kindOf(actor: Actor): CallerKind {
  if (actor.kind === "member") return actor.role;
  if (actor.kind === "job") return actor.workspaceId === null ? "installation job" : "workspace job";
  const others = { user: "signed in", anonymous: "nobody", apiKey: "API key" } as const;
  return actor.kind === "subscriber" || actor.kind === "provider" ? actor.kind : others[actor.kind];
}

/** The person of the case in another role, as the database has it too; or somebody else of that kind where they were no person. */
async function standIn(actor: Actor, kind: CallerKind): Promise<Actor> {
  const other = await anotherPlace();
  const workspaceId = workspaceOf(actor) ?? (await makeMember()).workspaceId;
  const here = callersIn({ ...other, workspaceId });
  if (!roleNames.includes(kind as Role)) {
    if (kind === "API key")
      return {
        ...(here[kind] as ApiKey),
        keyId: await makeKey({ workspaceId, userId: other.people.owner.userId }),
      };
    if (kind !== "signed in") return here[kind];
    const { userId, sessionId, authTime, origin } = actor as Member;
    return { kind: "user", userId, sessionId, authTime, origin };
  }
  const role = kind as Role;
  if (!("userId" in actor)) return (await makeMember({ workspaceId, role })).actor;
  await asOwner(
    (
      sql,
    ) => sql`insert into memberships (workspace_id, user_id, role) values (${workspaceId}, ${actor.userId}, ${role})
      on conflict (workspace_id, user_id) do update set role = ${role}`,
  );
  return { ...actor, kind: "member", workspaceId, role };
}

/** Of the callers in another workspace those the policy admits, and whoever belongs to both while they are in the other one. */
function strangersAmong(there: Record<CallerKind, Actor>, actor: Actor, admitted: CallerKind[]): Actor[] {
  const strangers = admitted.filter((kind) => kind !== "installation job").map((kind) => there[kind]);
  const ofAWorkspace = admitted.includes("owner") && !admitted.includes("signed in");
  if (actor.kind !== "member" || !ofAWorkspace) return strangers;
  const owner = there.owner as Member;
  return [...strangers, { ...owner, userId: actor.userId, origin: { ...owner.origin, requestId: uuidv7() } }];
}

const entries = (actor: Actor, result: string) =>
  ownerSql()`select action, actor_kind from audit_events
    where request_id = ${actor.origin.requestId} and result = ${result}`;
