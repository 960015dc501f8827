import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { connect, roleUrls } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { makeContacts, makeMember } from "#testing/factories.ts";
import { entering } from "./enter.ts";
import { readAtOnce } from "./read-at-once.ts";

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

test("a check that fails lets nothing be read", { tag: "@V8.3.1" }, async () => {
  const [workspaceId = ""] = await makeTwo();
  const failing = entering(workspaceId, null, sql`1 / ${0}::int`);
  await expect(readAtOnce(failing, counted)).rejects.toMatchObject({ code: "22012" });
  expect(await readAtOnce(entering(workspaceId, null), counted)).toHaveLength(3);
});

test("a read cannot write", async () => {
  const [workspaceId = ""] = await makeTwo();
  await expect(
    readAtOnce(entering(workspaceId, null), sql`delete from attempt_counters where false`),
  ).rejects.toMatchObject({ code: expect.stringMatching(/^(25006|42501)$/) });
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

test("pipes keep the order of what they are handed, also unprepared", async () => {
  const { app, read, keep } = roleUrls(env().DATABASE_URL, env().AUTH_SECRETS[0]);
  const pools = connect({ app, read, keep }, { prepare: false });
  try {
    const [pipe] = pools.pipes as [postgres.Sql];
    const names = Array.from({ length: 400 }, (_, n) => `n${n}`);
    const seen = await Promise.all(
      names.map(async (name) => {
        const parts = [
          pipe`begin read only`.execute(),
          pipe`select set_config('app.user_id', ${name}, true)`.execute(),
          pipe<{ name: string }[]>`select current_setting('app.user_id') as name`.execute(),
          pipe`commit`.execute(),
        ] as const;
        return (await Promise.all(parts))[2][0]?.name;
      }),
    );
    expect(seen).toEqual(names);
  } finally {
    await pools.end();
  }
});
