import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#db/schema/workspaces.ts";
import { closeConnections, connections } from "#lib/core/database/connections.ts";
import { enqueueIn, job } from "#lib/core/jobs/jobs.ts";
import { countAttempt, takeAttempt } from "#lib/core/throttle/attempts.ts";
import { anonymous, asOwner, auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { command } from "./command.ts";
import { invalid, notFound } from "./errors.ts";
import { workspaceAdmin } from "./policies.ts";

const rename = (then: () => void = () => {}) =>
  command({
    name: "workspace.update",
    allow: workspaceAdmin,
    input: z.object({
      name: z.string().min(1, "Give the workspace a name.").max(20, "Use at most 20 characters."),
    }),
    async run({ tx, actor }, { name }) {
      await tx.update(workspaces).set({ name }).where(eq(workspaces.id, actor.workspaceId));
      then();
      return { result: name, audit: { target: actor.workspaceId, detail: { name } } };
    },
  });

const nameOf = async (id: string) =>
  (await ownerSql()`select name from workspaces where id = ${id}`)[0]?.name;

test("a change and its audit entry commit together", { tag: "@V16.1.1" }, async () => {
  const { actor, workspaceId } = await makeMember();
  expect(await rename()(actor, { name: "Difference" })).toBe("Difference");
  expect(await nameOf(workspaceId)).toBe("Difference");
  expect(await auditOf(workspaceId)).toMatchObject([
    {
      action: "workspace.update",
      result: "done",
      target: workspaceId,
      detail: { name: "Difference" },
      actor_kind: "member",
    },
  ]);
});

test("our own mistake changes nothing and is recorded as failed", async () => {
  const { actor, workspaceId } = await makeMember();
  const broken = rename(() => {
    throw new TypeError("ours");
  });
  await expect(broken(actor, { name: "Difference" })).rejects.toThrow("ours");
  expect(await nameOf(workspaceId)).toBe("Analytical Engines");
  expect(await auditOf(workspaceId)).toMatchObject([{ action: "workspace.update", result: "failed" }]);
});

test("a returned refusal keeps its writes, a thrown one rolls back", {
  tag: "@V16.5.3",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const refuse = (how: "return" | "throw") =>
    command({
      name: "workspace.update",
      allow: workspaceAdmin,
      input: z.object({}),
      async run({ tx, actor }) {
        await tx.update(workspaces).set({ name: how }).where(eq(workspaces.id, actor.workspaceId));
        if (how === "throw") throw notFound("workspace");
        return { refusal: notFound("workspace") };
      },
    });
  await expect(refuse("return")(actor, {})).rejects.toMatchObject({ code: "notFound" });
  expect(await nameOf(workspaceId)).toBe("return");
  await expect(refuse("throw")(actor, {})).rejects.toMatchObject({ code: "notFound" });
  expect(await nameOf(workspaceId)).toBe("return");
  expect((await auditOf(workspaceId)).map(({ result }) => result)).toEqual(["refused", "refused"]);
});

test("an inner refusal is recorded; a typing mistake is not", async () => {
  const { actor, workspaceId } = await makeMember();
  const gone = rename(() => {
    throw notFound("workspace");
  });
  await expect(gone(actor, { name: "x" })).rejects.toMatchObject({ code: "notFound" });
  await expect(rename()(actor, { name: "" })).rejects.toMatchObject({
    code: "invalid",
    fields: { name: "Give the workspace a name." },
  });
  const taken = rename(() => {
    throw invalid({ name: "Taken." });
  });
  await expect(taken(actor, { name: "x" })).rejects.toMatchObject({ fields: { name: "Taken." } });
  expect(await auditOf(workspaceId)).toMatchObject([{ result: "refused", detail: { because: "notFound" } }]);
});

test("a policy refuses before the input is even looked at", async () => {
  const { actor, workspaceId } = await makeMember({ role: "member" });
  await expect(rename()(actor, { name: 7 } as never)).rejects.toMatchObject({
    code: "forbidden",
    status: 403,
  });
  expect(await auditOf(workspaceId)).toMatchObject([
    { result: "refused", detail: { because: "not a workspace admin" } },
  ]);
});

test("an anonymous caller cannot flood the log from any network address", {
  tag: "@V16.3.3",
}, async () => {
  const nobody = anonymous();
  const hex = () => Math.floor(Math.random() * 65535).toString(16);
  const network = `2001:db8:${hex()}:${hex()}`;
  const from = () => ({ ...nobody, origin: { ...nobody.origin, ip: `${network}:${hex()}::${hex()}` } });
  await Promise.all(Array.from({ length: 80 }, () => rename()(from(), { name: "x" }).catch(() => {})));
  expect(await entriesOf(nobody.origin.requestId)).toBe(70);
});

test("a signed-in caller cannot flood the log with refusals", {
  tag: "@V16.3.3",
}, async () => {
  const { actor, workspaceId } = await makeMember({ role: "viewer" });
  await Promise.all(Array.from({ length: 150 }, () => rename()(actor, { name: "x" }).catch(() => {})));
  expect(await entriesOf(actor.origin.requestId)).toBe(130);
  await asOwner((sql) => sql`update memberships set role = 'admin' where user_id = ${actor.userId}`);
  await rename()({ ...actor, role: "admin" }, { name: "Difference" });
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({ result: "done" });
});

test("whoever makes noise with one event does not hide another behind it", { tag: "@V16.3.3" }, async () => {
  const { actor, workspaceId } = await makeMember({ role: "viewer" });
  await Promise.all(Array.from({ length: 140 }, () => rename()(actor, { name: "x" }).catch(() => {})));
  const other = command({
    name: "member.remove",
    allow: workspaceAdmin,
    input: z.object({}),
    run: async () => ({ result: null, audit: {} }),
  });
  await other(actor, {}).catch(() => {});
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({ action: "member.remove", result: "refused" });
});

async function entriesOf(requestId: string): Promise<number> {
  const [row] = await ownerSql()`select count(*)::int as n from audit_events where request_id = ${requestId}`;
  return row?.n;
}

test("parallel attempts are counted one by one", async () => {
  const limit = { name: "test", max: 5, windowSeconds: 60 };
  const key = crypto.randomUUID();
  const tries = await Promise.allSettled(Array.from({ length: 30 }, () => takeAttempt(limit, key)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  await expect(takeAttempt(limit, key)).rejects.toMatchObject({ code: "tooOften", status: 429 });
  expect((await countAttempt(limit, crypto.randomUUID())).left).toBe(4);
});

test("a job is queued if and only if the transaction commits", async () => {
  const spec = job({ name: "core-test", input: z.object({ mark: z.string() }), async run() {} });
  const mark = crypto.randomUUID();
  const queued = () =>
    ownerSql()`select data from pgboss.job where name = 'core-test' and data->>'mark' = ${mark}`;

  await expect(
    connections().writer.transaction(async (tx) => {
      await enqueueIn(tx)(spec, { mark });
      throw new Error("never mind");
    }),
  ).rejects.toThrow("never mind");
  expect(await queued()).toHaveLength(0);

  await connections().writer.transaction(async (tx) => enqueueIn(tx)(spec, { mark }));
  expect(await queued()).toHaveLength(1);
});

test("a job is queued after the connections were closed and opened again", async () => {
  const mark = crypto.randomUUID();
  for (const name of ["platform-mail", "core-test"]) {
    const spec = job({ name, input: z.object({ mark: z.string() }), async run() {} });
    const options = { singletonKey: mark, startAfter: 3600 };
    await connections().writer.transaction(async (tx) => enqueueIn(tx)(spec, { mark }, options));
    await closeConnections();
  }
  expect(await ownerSql()`select name from pgboss.job where data->>'mark' = ${mark}`).toHaveLength(2);
});
