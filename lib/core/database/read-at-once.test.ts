import { expect, test } from "@playwright/test";
import { inArray, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { makeContacts, makeMember } from "#testing/factories.ts";
import { connections } from "./connections.ts";
import { entering } from "./enter.ts";
import { readAtOnce, soleStatement } from "./read-at-once.ts";

const counted = sql`select workspace_id from contacts`;
const broken = sql`select ${"x"}::uuid`;

async function makeTwo() {
  const made = await Promise.all([makeMember(), makeMember()]);
  for (const { workspaceId } of made) await makeContacts(workspaceId, 3);
  return made.map(({ workspaceId }) => workspaceId);
}

test("reads at once see their own workspace, beside ones that fail", { tag: "@V8.4.1" }, async () => {
  const ids = await makeTwo();
  const answers = await Promise.allSettled(
    Array.from({ length: 300 }, (_, n) => {
      const workspaceId = n % 5 === 4 ? null : (ids[n % 2] ?? null);
      return readAtOnce<{ workspace_id: string }>(entering(workspaceId, null), n % 7 ? counted : broken);
    }),
  );
  for (const [n, answer] of answers.entries()) {
    if (n % 7 === 0) expect(answer.status).toBe("rejected");
    else if (answer.status === "rejected") throw answer.reason;
    else {
      const seen = answer.value.map(({ workspace_id }) => workspace_id);
      expect(seen).toEqual(n % 5 === 4 ? [] : Array(3).fill(ids[n % 2]));
    }
  }
});

test("a sole statement sees its workspace and has no second", { tag: "@V8.4.1" }, async () => {
  const [workspaceId = "", other = ""] = await makeTwo();
  const { id, createdAt } = contacts;
  const db = soleStatement(entering(workspaceId, null));
  const rows = await db
    .select({ id, createdAt, workspace: { id: contacts.workspaceId } })
    .from(contacts)
    .where(inArray(contacts.workspaceId, [workspaceId, other]));
  expect(rows.map(({ workspace }) => workspace.id)).toEqual(Array(3).fill(workspaceId));
  expect(rows.every((row) => row.createdAt instanceof Date && !Number.isNaN(row.createdAt.getTime()))).toBe(
    true,
  );
  await expect(db.select({ id }).from(contacts)).rejects.toMatchObject({
    cause: { message: expect.stringContaining("one statement") },
  });
  const nobody = soleStatement(entering(null, null));
  expect(await nobody.select({ id }).from(contacts)).toEqual([]);
});

test("a check that fails lets nothing be read", { tag: "@V8.3.1" }, async () => {
  const [workspaceId = ""] = await makeTwo();
  const failing = entering(workspaceId, null, sql`1 / ${0}::int`);
  await expect(readAtOnce(failing, counted)).rejects.toMatchObject({ code: "22012" });
  expect(await readAtOnce(entering(workspaceId, null), counted)).toHaveLength(3);
});

test("a read is read-only and cannot leave that", async () => {
  const [workspaceId = ""] = await makeTwo();
  const enter = entering(workspaceId, null);
  expect(await readAtOnce(enter, sql`select current_setting('transaction_read_only') as only`)).toEqual([
    { only: "on" },
  ]);
  await expect(
    readAtOnce(enter, sql`select set_config('transaction_read_only', 'off', true)`),
  ).rejects.toMatchObject({ code: "25001" });
  await expect(readAtOnce(enter, sql`delete from attempt_counters`)).rejects.toMatchObject({ code: "42601" });
});

test("a read leaves no workspace entered behind it", { tag: "@V8.4.1" }, async () => {
  const [workspaceId = ""] = await makeTwo();
  await readAtOnce(entering(workspaceId, null), counted);
  for (const pipe of connections().pipes)
    expect(
      await pipe.unsafe("select workspace_id from contacts union all select app_workspace_id()"),
    ).toEqual([{ workspace_id: null }]);
});

test("reads of a connection that ends fail, and none is answered empty", async () => {
  const [workspaceId = ""] = await makeTwo();
  const enter = entering(workspaceId, null);
  const answers = await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) =>
      readAtOnce(enter, n === 20 ? sql`select pg_terminate_backend(pg_backend_pid())` : counted),
    ),
  );
  expect(answers.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
  for (const answer of answers) if (answer.status === "fulfilled") expect(answer.value).toHaveLength(3);
  await expect.poll(() => readAtOnce(enter, counted).catch(() => [])).toHaveLength(3);
});
