import { expect, test } from "@playwright/test";
import { dropTemplate, type Log, openLog } from "./log.fixture.ts";

let log: Log;
test.beforeEach(async () => {
  log = await openLog();
});
test.afterEach(() => log.close());
test.afterAll(dropTemplate);

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day);

/** What a superuser does who wants the first `seq` entries gone: an entry of retention that says so, written by the database's own function. */
async function takeAway(workspaceId: string, seq: number, when: Date) {
  const [row] =
    await log.sql`select encode(hash, 'hex') as hash from audit_events where chain_id = ${workspaceId} and seq = ${seq}`;
  const detail = JSON.stringify({ anchorSeq: seq, anchorHash: row?.hash });
  await log.sql`select audit_make_partitions(${when}, 1)`;
  await log.sql`select audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'x', 'audit_log.retain', 'done', null,
    ${detail}, null, null, 'x', ${when})`;
  await log.tamper(async (tx) => {
    await tx`delete from audit_events where chain_id = ${workspaceId} and seq <= ${seq}`;
    await tx`update audit_chains set anchor_seq = ${seq}, anchor_hash = decode(${String(row?.hash)}, 'hex'), anchor_at = now()
      where chain_id = ${workspaceId}`;
  });
}

const found = async () => (await log.verify()).broken.map(({ why }) => why).join(" ");
const tooYoung = "What stood before entry 6 was taken away before it was a year old";

test("a cut beginning in the log's first year is found", {
  tag: "@V16.4.2",
}, async () => {
  const workspaceId = await log.append(8, ago(40));
  await log.checkpoint(ago(39));
  await takeAway(workspaceId, 5, new Date());
  expect(await found()).toContain(tooYoung);
  await log.checkpoint();
  expect(await found()).toContain(tooYoung);
});

test("a cut beginning of a log without checkpoints is found", {
  tag: "@V16.4.2",
}, async () => {
  const workspaceId = await log.append(8, ago(40));
  await takeAway(workspaceId, 5, new Date());
  expect(await found()).toContain("What stood before entry 6 was taken away before it was a year old");
});

test("a retention entry cannot be dated ahead to excuse a cut", {
  tag: "@V16.4.2",
}, async () => {
  await log.append(1, ago(500));
  await log.checkpoint(ago(499));
  const workspaceId = await log.append(8, ago(40));
  await log.checkpoint(ago(39));
  await takeAway(workspaceId, 5, new Date(Date.now() + 400 * day));
  expect(await found()).toContain(tooYoung);
  await log.checkpoint();
  expect(await found()).toContain(tooYoung);
});

test("an entry put before all time is found, whatever its number", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await log.append(3, ago(2));
  await log.checkpoint();
  await log.tamper(async (tx) => {
    await tx`create table audit_months.events_ever partition of audit_events for values from (minvalue) to ('1999-01-01')`;
    await tx`insert into audit_events select (jsonb_populate_record(e, '{"seq": 0, "occurred_at": "-infinity", "target": "forged"}')).*
      from audit_events e where chain_id = ${workspaceId} and seq = 1`;
  });
  expect(await found()).toContain("Entry 0 stands before the beginning of what is left: it was put there.");
});
