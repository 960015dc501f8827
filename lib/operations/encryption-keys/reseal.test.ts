import { expect, test } from "@playwright/test";
import { startInstallation } from "./installation.fixture.ts";

test.describe.configure({ timeout: 120_000 });

test("a leaked data key is replaced, and each opening recorded", {
  tag: "@V11.2.2",
}, async () => {
  const house = await startInstallation();
  const [one, other] = await Promise.all([house.start(), house.start()]);
  const things = [await one.ask("make"), await one.ask("make")];
  const before = await sealed(house.sql);
  const old = (await house.sql`select id from data_keys where purpose = 'fields'`).map(({ id }) => id);
  const rest = await hashing(house.sql);
  await Promise.all([one.ask("churn", things), other.ask("churn", things)]);

  const worker = await house.start();
  expect(await worker.ask("rotate", "reseal")).toMatchObject({ failed: 0 });
  for (const process of [one, other]) expect((await process.ask("still"))?.errors).toEqual([]);

  expect(await house.sql`select from data_keys where id = any(${old})`).toHaveLength(0);
  const after = await sealed(house.sql);
  for (const [row, { blob, key }] of Object.entries(before)) {
    expect(after[row]?.blob, row).not.toEqual(blob);
    expect(after[row]?.key, row).not.toBe(key);
  }
  expect(await hashing(house.sql)).toEqual(expect.arrayContaining(rest));
  expect(await (await house.start()).ask("open", things)).toEqual([]);

  for (const { workspaceId, userId, accountId } of things) {
    const entries =
      await house.sql`select action, target, detail->>'purpose' as purpose, workspace_id, user_id from audit_events
      where action = 'credential.decrypt' and detail->>'purpose' = 'rotate' and target in (${accountId}, ${userId}) order by workspace_id`;
    const entry = { action: "credential.decrypt", purpose: "rotate" };
    expect(entries).toMatchObject([
      { ...entry, target: accountId, workspace_id: workspaceId, user_id: null },
      { ...entry, target: userId, workspace_id: null, user_id: userId },
    ]);
  }
  await house.stop();
});

test("a value that does not open keeps its key and is counted", async () => {
  const house = await startInstallation();
  const process = await house.start();
  const [broken, whole] = [await process.ask("make"), await process.ask("make")];
  await house.sql.begin(async (sql) => {
    await sql`insert into audit_required (xact_id, paid) values (pg_current_xact_id(), true)`;
    await sql`update email_accounts set secret = substr(secret, 2) where id = ${broken.accountId}`;
  });
  expect(await process.ask("rotate", "reseal")).toMatchObject({ failed: 1 });
  expect(await process.ask("open", [broken, whole])).toEqual([broken.workspaceId]);
  const retired = await house.sql`select workspace_id from data_keys where retired_at is not null`;
  expect(retired).toEqual([{ workspace_id: broken.workspaceId }]);
  await house.stop();
});

type Sql = Awaited<ReturnType<typeof startInstallation>>["sql"];

async function sealed(sql: Sql): Promise<Record<string, { blob: Buffer; key: string }>> {
  const rows = await sql`select id, secret as blob, secret_key_id as key from email_accounts
    union all select id, totp_secret, totp_key_id from users where totp_secret is not null`;
  return Object.fromEntries(rows.map(({ id, blob, key }) => [id, { blob, key }]));
}

/** The keys that only hash: nothing hashed could be found again under another. */
const hashing = async (sql: Sql) =>
  (await sql`select id, wrapped from data_keys where purpose <> 'fields' order by id`).map((row) => ({
    ...row,
  }));
