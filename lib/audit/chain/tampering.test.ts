import { expect, test } from "@playwright/test";
import { canonical, chainHash, digestOf, noHash } from "./canonical.ts";
import {
  at,
  dropTemplate,
  forgedAnchor,
  hashAt,
  type Log,
  morning,
  openLog,
  retainEntry,
  written,
} from "./log.fixture.ts";
import { readEntries } from "./read-chain.ts";

let log: Log;
test.beforeAll(async () => {
  log = await openLog();
});
test.afterAll(async () => {
  await log.close();
  await dropTemplate();
});

/** What is found in a chain and among the checkpoints, as one sentence. */
async function found(workspaceId: string): Promise<string> {
  const { broken, problems, intact } = await log.verify({ workspaceId });
  expect(intact).toBe(broken.length + problems.length === 0);
  return [...problems, ...broken.map(({ why }) => why)].join(" ");
}

const columns: Record<string, string> = {
  id: "gen_random_uuid()",
  occurred_at: "occurred_at + interval '1 microsecond'",
  workspace_id: "gen_random_uuid()",
  user_id: "gen_random_uuid()",
  actor_kind: "'apiKey'",
  actor_id: "'somebody else'",
  action: "'test.change'",
  result: "'refused'",
  target: "null",
  detail: `'{"n": 3}'`,
  ip_bucket: "7",
  origin_key: "gen_random_uuid()",
  origin_commitment: "sha256('x')",
  about_key: "gen_random_uuid()",
  about_commitment: "sha256('x')",
  request_id: "'another'",
  hash: "sha256('x')",
};
for (const [column, value] of Object.entries(columns)) {
  test(`a superuser's silent change of ${column} is found and named`, { tag: "@V16.4.2" }, async () => {
    const workspaceId = await written(log);
    await log.tamper((tx) =>
      tx.unsafe(`update audit_events set ${column} = ${value} where chain_id = '${workspaceId}' and seq = 4`),
    );
    const { broken } = await log.verify({ workspaceId });
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatchObject({
      chainId: workspaceId,
      seq: 4,
      action: column === "action" ? "test.change" : "test.append",
      why: "Entry 4 was changed: what it says no longer gives its hash.",
    });
    expect(broken[0]?.at).toContain("2026-11-26T07:03:00");
  });
}

test("every column but the sealed parts is under the hash", { tag: "@V16.4.2" }, async () => {
  const rows =
    await log.sql`select column_name as name from information_schema.columns where table_name = 'audit_events'`;
  const others = ["chain_id", "seq", "origin_sealed", "about_sealed"]; // moved entries, and personal data: tests of their own
  expect(rows.map(({ name }) => name).sort()).toEqual([...Object.keys(columns), ...others].sort());
});

test("a change of the same JSON to other spaces is a change", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper(
    (tx) => tx`update audit_events set detail = '{ "n":3 }' where chain_id = ${workspaceId} and seq = 4`,
  );
  expect(await found(workspaceId)).toContain("Entry 4 was changed");
});

test("an entry deleted in the middle is found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper((tx) => tx`delete from audit_events where chain_id = ${workspaceId} and seq = 5`);
  expect(await found(workspaceId)).toBe("Entry 5 is missing: behind entry 4 comes entry 6.");
});

test("the first entry deleted, and the whole chain deleted, are found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper((tx) => tx`delete from audit_events where chain_id = ${workspaceId} and seq = 1`);
  expect(await found(workspaceId)).toBe("Entry 1 is missing: the log begins with entry 2.");
  await log.tamper((tx) => tx`delete from audit_events where chain_id = ${workspaceId}`);
  expect(await found(workspaceId)).toMatch(/^Entries 1 to (8|10) are missing at the end/);
  await log.tamper((tx) => tx`delete from audit_chains where chain_id = ${workspaceId}`);
  expect(await found(workspaceId)).toMatch(/^Entries 1 to 8 are missing at the end: checkpoint/);
});

test("a head that was deleted is found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await log.append(3, morning);
  await log.tamper((tx) => tx`delete from audit_chains where chain_id = ${workspaceId}`);
  expect(await found(workspaceId)).toBe("The end of the log is no longer noted beside it.");
});

/** An entry made from another, with the hash that fits it. */
async function copyWithHash(workspaceId: string, from: number, seq: number, detail: string) {
  await log.tamper(async (tx) => {
    const [previous] =
      await tx`select hash from audit_events where chain_id = ${workspaceId} and seq = ${seq - 1}`;
    await tx`create temp table forged on commit drop as select * from audit_events where chain_id = ${workspaceId} and seq = ${from}`;
    await tx`update forged set seq = ${seq}, id = gen_random_uuid(), detail = ${detail}::text::json, occurred_at = occurred_at + interval '1 second'`;
    await tx`insert into audit_events select * from forged`;
    await tx`update audit_events e set hash = sha256(sha256(convert_to(audit_canonical(e), 'UTF8')) || ${previous?.hash ?? noHash}::bytea)
      where chain_id = ${workspaceId} and seq = ${seq} and detail::text = ${detail}`;
  });
}

test("an inserted entry with its own hash is found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await copyWithHash(workspaceId, 4, 5, '{"n":"forged"}');
  expect(await found(workspaceId)).toMatch(/^Entry (5|6) (was changed|stands behind entry 5)/);
});

/** Gives every entry from `seq` on the hash that fits what it says now, and the head the last one. */
async function hashAnew(workspaceId: string) {
  await log.tamper(async (tx) => {
    const entries = await readEntries(tx, [{ chain: workspaceId, at: "-infinity", seq: 0, most: 1000 }]);
    let hash = noHash;
    for (const entry of entries) {
      hash = chainHash(digestOf(entry), hash);
      await tx`update audit_events set hash = ${hash} where chain_id = ${workspaceId} and seq = ${entry.seq}`;
    }
    await tx`update audit_chains set hash = ${hash}, seq = ${entries.at(-1)?.seq ?? 0} where chain_id = ${workspaceId}`;
  });
}

test("a recomputed chain is found where a checkpoint covers it", {
  tag: "@V16.4.2",
}, async () => {
  const workspaceId = await written(log);
  await log.tamper(
    (tx) => tx`update audit_events set target = 'nobody' where chain_id = ${workspaceId} and seq = 9`,
  );
  await hashAnew(workspaceId);
  expect(await found(workspaceId)).toBe(""); // after the last checkpoint nothing vouches for it: the window the documentation names
  await log.checkpoint(at(10));

  await log.tamper(
    (tx) => tx`update audit_events set target = 'nobody' where chain_id = ${workspaceId} and seq = 4`,
  );
  await hashAnew(workspaceId);
  expect(await found(workspaceId)).toMatch(
    /^Entry 8 is not the one checkpoint \d+ of 2026-11-26 \d\d:00 UTC knows: an entry from 1 to 8 was rewritten, and every hash behind it.$/,
  );
});

test("a chain recomputed before a checkpoint is found by the previous one", {
  tag: "@V16.4.2",
}, async () => {
  const workspaceId = await written(log);
  await log.tamper(
    (tx) => tx`update audit_events set target = 'nobody' where chain_id = ${workspaceId} and seq = 4`,
  );
  await hashAnew(workspaceId);
  await log.checkpoint(at(10));
  expect(await found(workspaceId)).toMatch(/Entry 8 is not the one checkpoint \d+/);
});

test("two entries with their numbers swapped are found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper(async (tx) => {
    await tx`update audit_events set seq = 100 where chain_id = ${workspaceId} and seq = 3`;
    await tx`update audit_events set seq = 3 where chain_id = ${workspaceId} and seq = 6`;
    await tx`update audit_events set seq = 6 where chain_id = ${workspaceId} and seq = 100`;
  });
  expect(await found(workspaceId)).toBe(
    "Entry 3 is not in its place behind entry 2: its number or its time was changed.",
  );
});

test("entries put in another order are found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper(
    (tx) =>
      tx`update audit_events set occurred_at = occurred_at + interval '3 minutes 30 seconds' where chain_id = ${workspaceId} and seq = 3`,
  );
  expect(await found(workspaceId)).toBe(
    "Entry 3 is not in its place behind entry 2: its number or its time was changed.",
  );
});

test("an entry moved to another chain is found in the first", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  const other = await log.append(4, morning);
  await log.tamper(
    (tx) => tx`update audit_events set chain_id = ${other} where chain_id = ${workspaceId} and seq = 5`,
  );
  expect(await found(workspaceId)).toBe("Entry 5 is missing: behind entry 4 comes entry 6.");
  expect(await found(other)).toBe("Entry 5 was changed: what it says no longer gives its hash.");
});

test("truncated entries are found by head, or checkpoint if head was edited", {
  tag: "@V16.4.2",
}, async () => {
  const workspaceId = await written(log);
  await log.tamper((tx) => tx`delete from audit_events where chain_id = ${workspaceId} and seq > 9`);
  expect(await found(workspaceId)).toBe(
    "Entry 10 is missing at the end: the end noted beside the log knows it.",
  );
  await hashAnew(workspaceId);
  expect(await found(workspaceId)).toBe(""); // not yet covered
  await log.tamper((tx) => tx`delete from audit_events where chain_id = ${workspaceId} and seq > 6`);
  await hashAnew(workspaceId);
  expect(await found(workspaceId)).toMatch(
    /^Entries 7 to 8 are missing at the end: checkpoint \d+ of 2026-11-26 \d\d:00 UTC knows them.$/,
  );
  await log.append(4, at(10), workspaceId);
  expect(await found(workspaceId)).toMatch(/Entry 8 is not the one checkpoint \d+/);
  await log.tamper((tx) => tx`update audit_chains set seq = seq - 1 where chain_id = ${workspaceId}`);
  expect(await found(workspaceId)).toMatch(/Entry 8 is not the one checkpoint \d+/);
});

test("an entry put behind the end is found, also one that fits", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await log.tamper(
    (tx) => tx`update audit_chains set seq = 9,
    hash = (select hash from audit_events where chain_id = ${workspaceId} and seq = 9) where chain_id = ${workspaceId}`,
  );
  expect(await found(workspaceId)).toBe(
    "Entry 10 stands behind the end that is noted beside the log: it was put there.",
  );
});

test("a beginning taken away without an entry that says so is found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  await forgedAnchor(log, workspaceId, 5, await hashAt(log, workspaceId, 5));
  expect(await found(workspaceId)).toBe("What stood before entry 6 was taken away, and no entry says so.");
});

test("a beginning with another hash is found by the next checkpoint", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  const forged = "ab".repeat(32);
  await retainEntry(log, workspaceId, 5, forged);
  await forgedAnchor(log, workspaceId, 5, forged);
  expect(await found(workspaceId)).toContain("Entry 6 was changed");
  await log.tamper(async (tx) => {
    let hash: Buffer = Buffer.from(forged, "hex");
    for (const entry of await readEntries(tx, [{ chain: workspaceId, at: "-infinity", seq: 0, most: 100 }])) {
      hash = chainHash(digestOf(entry), hash);
      await tx`update audit_events set hash = ${hash} where chain_id = ${workspaceId} and seq = ${entry.seq}`;
      await tx`update audit_chains set hash = ${hash} where chain_id = ${workspaceId}`;
    }
  });
  expect(await found(workspaceId)).toMatch(/Entry 8 is not the one checkpoint \d+/);
});

test("an entry left standing before the beginning is found", { tag: "@V16.4.2" }, async () => {
  const workspaceId = await written(log);
  const hash = await hashAt(log, workspaceId, 5);
  await log.tamper(
    (tx) =>
      tx`update audit_chains set anchor_seq = 5, anchor_hash = decode(${hash}, 'hex') where chain_id = ${workspaceId}`,
  );
  expect(await found(workspaceId)).toBe(
    "Entry 1 stands before the beginning of what is left: it was put there.",
  );
});

test("the canonical text of an entry is the database's", async () => {
  const workspaceId = await written(log);
  const [entry] = await log.keep((tx) =>
    readEntries(tx, [{ chain: workspaceId, at: "-infinity", seq: 0, most: 1 }]),
  );
  const [row] =
    await log.sql`select audit_canonical(e) as text from audit_events e where chain_id = ${workspaceId} and seq = 1`;
  expect(entry && canonical(entry)).toBe(row?.text);
});
