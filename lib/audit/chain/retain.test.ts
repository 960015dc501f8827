import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { dropTemplate, type Log, openLog } from "./log.fixture.ts";
import { retainAuditLog } from "./retain.ts";

let log: Log;
test.beforeEach(async () => {
  log = await openLog();
});
test.afterEach(() => log.close());
test.afterAll(dropTemplate);

/** The middle of the month that many months ago. */
function ago(months: number, day = 15): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day, 8));
}
const named = (months: number) => ago(months).toISOString().slice(0, 7);
const dropMonth = (months: number) =>
  log.sql`select audit_drop_month(${`${named(months)}-01`}::date, 'test') as dropped`;
const retain = () =>
  retainAuditLog({ keep: log.keep, store: log.store, believed: [log.by.publicKey], requestId: "test" });
const entries = (chainId: string) =>
  log.sql`select seq::int, action, detail from audit_events where chain_id = ${chainId} order by seq`;

/** A chain with entries of 15 and 14 months ago and of last month, another with one of 15 months ago alone; checkpoints after each. */
async function twoYears() {
  const chain = await log.append(3, ago(15));
  const quiet = await log.append(2, ago(15));
  await log.checkpoint(ago(14, 1));
  await log.append(2, ago(14, 10), chain);
  await log.checkpoint(ago(13, 1));
  await log.append(4, ago(1, 10), chain);
  await log.checkpoint(new Date());
  return { chain, quiet };
}

test("months older than a year are dropped, recorded, and the rest verifies", {
  tag: "@V14.2.7",
}, async () => {
  const { chain, quiet } = await twoYears();
  const dropped = await retain();
  expect(dropped.slice(0, 2)).toEqual([named(15), named(14)]);
  expect(dropped).not.toContain(named(12));

  expect(await entries(chain)).toMatchObject([
    ...[6, 7, 8, 9].map((seq) => ({ seq, action: "test.append" })),
    {
      seq: 10,
      action: "audit_log.retain",
      detail: { month: named(15), dropped: 3, anchorSeq: 3, checkpoint: 1 },
    },
    {
      seq: 11,
      action: "audit_log.retain",
      detail: { month: named(14), dropped: 2, anchorSeq: 5, checkpoint: 2 },
    },
  ]);
  expect(await entries(quiet)).toMatchObject([
    { seq: 3, action: "audit_log.retain", detail: { anchorSeq: 2 } },
  ]);
  expect(await log.verify()).toMatchObject({ intact: true, broken: [], problems: [] });

  await log.checkpoint(new Date(Date.now() + 60_000));
  await log.append(2, new Date(), chain);
  expect(await log.verify()).toMatchObject({ intact: true });
  expect(await retain()).toEqual([]);
});

test("a change in what retention left is found", async () => {
  const { chain } = await twoYears();
  await retain();
  await log.tamper((tx) => tx`update audit_events set target = 'x' where chain_id = ${chain} and seq = 7`);
  expect((await log.verify()).broken).toMatchObject([{ chainId: chain, seq: 7 }]);
});

test("a young, out-of-order or missing month is refused", {
  tag: "@V16.4.2",
}, async () => {
  await twoYears();
  await expect(dropMonth(1)).rejects.toThrow(`the entries of ${named(1)} are not all older than one year`);
  await expect(dropMonth(12)).rejects.toThrow("are not all older than one year");
  await expect(dropMonth(14)).rejects.toThrow(`an older month than ${named(14)} is still there`);
  await expect(dropMonth(40)).rejects.toThrow(`there is no month ${named(40)}`);
});

test("a month without an old enough checkpoint is refused", {
  tag: "@V16.4.2",
}, async () => {
  const chain = await log.append(3, ago(15));
  await expect(dropMonth(15)).rejects.toThrow(`no stored checkpoint of a year ago covers ${named(15)}`);
  await log.checkpoint(ago(15, 20));
  await log.checkpoint(ago(3));
  await expect(dropMonth(15)).rejects.toThrow("no stored checkpoint of a year ago covers");
  expect(await retain()).toEqual([]);
  expect(await entries(chain)).toHaveLength(3);
});

test("retention stops on a broken log or missing checkpoints", {
  tag: "@V16.4.2",
}, async () => {
  const { chain } = await twoYears();
  const [row] = await log.sql`select store_key as key from audit_checkpoints where number = 2`;
  await rm(join(log.folder, String(row?.key)));
  await expect(retain()).rejects.toThrow(
    "nothing is taken out of it: Checkpoint 2 is missing from the store.",
  );
  expect((await entries(chain)).length).toBe(9);
});

test("whoever reads the log is not waited for at length", async () => {
  await twoYears();
  await log.sql.begin(async (reading) => {
    await reading`select 1 from audit_events limit 1`;
    await expect(dropMonth(15)).rejects.toMatchObject({ code: "55P03" });
  });
  expect((await dropMonth(15))[0]?.dropped).toBe("5");
});

test("there is room for the months to come", async () => {
  await retain();
  const [row] = await log.sql`select max(month)::text as last from audit_months()`;
  expect(row?.last >= `${named(-3)}-01`).toBe(true);
});

test("unused half-keys of contacts go; used ones and accounts' stay", {
  tag: "@V14.2.7",
}, async () => {
  const workspaceId = uuidv7();
  const key = async (used: boolean, whose: string | null, age: string) => {
    const id = uuidv7();
    await log.tamper(async (tx) => {
      await tx`insert into person_keys (id, workspace_id, person_id, salt, created_at)
        values (${id}, ${whose}, ${uuidv7()}, ${randomBytes(32)}, now() - ${age}::interval)`;
      if (used)
        await tx`select audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'x', 'test.append', 'done', null, '{}', null,
          row(${id}::uuid, '\\x00'::bytea, sha256('x'), null)::audit_sealed, 'x', null)`;
    });
    return id;
  };
  const gone = await key(false, workspaceId, "2 years");
  const stay = [
    await key(true, workspaceId, "2 years"),
    await key(false, workspaceId, "1 month"),
    await key(false, null, "2 years"),
  ];
  await log.sql`select audit_forget_unused()`;
  const left = (await log.sql`select id from person_keys`).map(({ id }) => id);
  expect(left.sort()).toEqual(stay.sort());
  expect(left).not.toContain(gone);
});
