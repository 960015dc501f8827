import { expect, test } from "@playwright/test";
import { superuserSql } from "#lib/audit/chain/log.fixture.ts";
import { makeCheckpoint, readHeads } from "#lib/audit/chain/make-checkpoint.ts";
import type { Member } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { asOwner, auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { auditVerify } from "./job.ts";
import { listVerifications } from "./list.ts";
import { verifyAuditLog } from "./start.ts";

/** Has the log verified as the worker would, and answers what the page shows of it. */
async function verified(actor: Member) {
  const { id } = await verifyAuditLog(actor, {});
  await runJob(auditVerify, { workspaceId: actor.workspaceId, verificationId: id });
  const { verifications } = await listVerifications(actor, {});
  return verifications[0];
}

const append = (actor: Member, person?: string) =>
  connections().writer.transaction(async (tx) => {
    await enter(tx, actor.workspaceId, actor.userId);
    const about = person && { person, fields: { address: "grace@example.com" } };
    await appendAudit(tx, actor, "test.append", "done", about ? { about } : {});
  });

/** What a superuser does in silence. */
async function tamper(statement: string) {
  await (await superuserSql()).begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
}

test("a workspace's log and member accounts are verified and recorded", async () => {
  const { actor, workspaceId, user } = await makeMember();
  const { actor: member } = await makeMember({ workspaceId });
  for (const one of [actor, actor, member]) await append(one);
  await connections().writer.transaction((tx) =>
    appendAudit(tx, member, "test.append", "done", { workspaceId: null }),
  );
  await makeCheckpoint({ again: true });

  const found = await verified(actor);
  expect(found).toMatchObject({ result: "intact", requestedBy: user.name });
  // The command's own entry is there too, and came after the checkpoint.
  expect(found?.report).toMatchObject({
    chains: 2,
    entries: 5,
    broken: [],
    problems: [],
    own: { seq: 4, signedSeq: 3 },
  });
  expect((await auditOf(workspaceId)).slice(-2)).toMatchObject([
    { action: "audit_verification.start", result: "done" },
    { action: "audit_verification.finish", detail: { result: "intact", entries: 5 } },
  ]);
});

test("a broken entry is named with its workspace or account", {
  tag: "@V16.4.2",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  for (let n = 0; n < 3; n++) await append(actor);
  await tamper(
    `update audit_events set target = 'somebody else' where chain_id = '${workspaceId}' and seq = 2`,
  );
  const found = await verified(actor);
  expect(found).toMatchObject({ result: "broken", checked: 1 });
  expect(found?.report?.broken).toMatchObject([
    {
      chainId: workspaceId,
      seq: 2,
      action: "test.append",
      why: "Entry 2 was changed: what it says no longer gives its hash.",
    },
  ]);
  expect((await auditOf(workspaceId)).at(-1)?.detail).toMatchObject({
    result: "broken",
    brokenEntry: 2,
    brokenChain: workspaceId,
  });
});

const sealed = "origin_sealed";
for (const [what, change] of [
  [
    "swapped with another entry's",
    `${sealed} = (select ${sealed} from audit_events where chain_id = $1 and seq = 3)`,
  ],
  ["changed", `${sealed} = set_byte(${sealed}, 20, get_byte(${sealed}, 20) # 1)`],
  ["taken away", `${sealed} = null`],
] as const) {
  test(`personal data of an entry that was ${what} is found`, { tag: ["@V16.4.2", "@V11.3.2"] }, async () => {
    const { actor, workspaceId } = await makeMember();
    for (let n = 0; n < 3; n++) await append(actor);
    await tamper(
      `update audit_events set ${change.replace("$1", `'${workspaceId}'`)} where chain_id = '${workspaceId}' and seq = 2`,
    );
    expect((await verified(actor))?.report?.broken).toMatchObject([
      { seq: 2, why: "The personal data of entry 2 is not what it was written with." },
    ]);
  });
}

test("a log stays in order when somebody is erased from it", { tag: "@V14.2.7" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const person = personOfAddress(Buffer.alloc(16, 3));
  await append(actor, person);
  await append(actor, person);
  await asOwner(async (tx) => {
    await tx`select set_config('app.workspace_id', ${workspaceId}, true)`;
    await tx`select forget_person(${person})`;
  });
  expect(await verified(actor)).toMatchObject({ result: "intact", report: { erased: 2 } });
});

test("a person key destroyed without an entry is found as tampering", {
  tag: ["@V16.4.2", "@V14.2.7"],
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const person = personOfAddress(Buffer.alloc(16, 5));
  await append(actor, person);
  await append(actor, person);
  await tamper(`delete from person_keys where workspace_id = '${workspaceId}' and person_id = '${person}'`);
  expect(await verified(actor)).toMatchObject({
    result: "broken",
    report: {
      broken: [
        { seq: 1, why: "The key to the personal data of entry 1 was destroyed, and no entry says so." },
      ],
    },
  });

  const other = await makeMember();
  await append(other.actor, person);
  await asOwner((tx) => tx`delete from person_keys where workspace_id = ${other.workspaceId}`);
  const told = await ownerSql()`select detail ->> 'keys' as keys from audit_events
    where chain_id = ${other.workspaceId} and action = 'audit_log.forget'`;
  expect(told, "the table tells it, whoever destroys a key").toHaveLength(1);
  expect(await verified(other.actor)).toMatchObject({ result: "intact" });
  for (const statement of [
    "delete from person_keys",
    "update person_keys set salt = salt",
    "delete from forgotten_keys",
    "insert into forgotten_keys (key_id, chain_id, seq, at) values (gen_random_uuid(), gen_random_uuid(), 1, now())",
  ])
    await expect(connections().raw.writer.unsafe(statement), statement).rejects.toMatchObject({
      code: "42501",
    });
  await expect(ownerSql()`update person_keys set salt = salt`).rejects.toMatchObject({ code: "42501" });
});

test("one verification runs at once; a silent one makes room", async () => {
  const { actor, workspaceId } = await makeMember();
  await verifyAuditLog(actor, {});
  await expect(verifyAuditLog(actor, {})).rejects.toThrow("The log is being verified already.");
  await asOwner(
    (tx) =>
      tx`update audit_verifications set moved_at = now() - interval '16 minutes' where workspace_id = ${workspaceId}`,
  );
  await verifyAuditLog(actor, {});
  const { verifications } = await listVerifications(actor, {});
  expect(verifications.map(({ result }) => result)).toEqual([null, "failed"]);
});

test("only the keeper role reads heads and writes checkpoints", {
  tag: ["@V8.2.1", "@V16.4.2"],
}, async () => {
  const { workspaceId } = await makeMember();
  expect((await keeper((tx) => readHeads(tx))).length).toBeGreaterThan(0);
  const refused = [
    "select * from audit_heads()",
    "select * from audit_read('[]')",
    "select * from audit_chains_of(gen_random_uuid())",
    "select audit_add_checkpoint('{}', '', '', '')",
    "insert into audit_checkpoints (number, at, body, signature, public_key, store_key) values (1, now(), '', '', '', '')",
    "select body from audit_checkpoints",
    "select audit_drop_month('2020-01-01', 'x')",
    "select audit_forget_unused()",
    "delete from audit_verifications",
  ];
  for (const pool of [connections().raw.writer, connections().raw.reader])
    for (const statement of refused)
      await expect(pool.unsafe(statement), statement).rejects.toThrow(/permission denied|read-only/);
  for (const statement of [
    "select * from audit_events",
    "select * from users",
    `delete from audit_chains where chain_id = '${workspaceId}'`,
  ])
    await expect(
      keeper((tx) => tx.unsafe(statement)),
      statement,
    ).rejects.toMatchObject({ code: "42501" });
});
