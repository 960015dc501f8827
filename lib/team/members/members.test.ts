import { expect, test } from "@playwright/test";
import { actorOf, liveSession } from "#lib/account/sessions/session-actor.ts";
import type { Member, Role } from "#lib/core/actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { transferOwnership } from "#lib/team/workspaces/transfer-ownership.ts";
import {
  asOwner,
  auditOf,
  makeEmailAccount,
  makeInvitation,
  makeMember,
  makeSession,
  ownerSql,
} from "#testing/factories.ts";
import { changeRole } from "./change-role.ts";
import { leaveWorkspace } from "./leave.ts";
import { listMembers } from "./list.ts";
import { listMailAccountsOf, listMailAccountsToRotate } from "./mail-accounts.ts";
import { removeMember } from "./remove.ts";

const team = async (...roles: Role[]) => {
  const { actor, workspaceId, user } = await makeMember();
  const others = await Promise.all(roles.map((role) => makeMember({ workspaceId, role })));
  return { owner: { actor, user }, workspaceId, others };
};

const rolesIn = async (workspaceId: string) => {
  const rows = await ownerSql()`select user_id, role from memberships where workspace_id = ${workspaceId}`;
  return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]));
};

const owners = async (workspaceId: string) =>
  Object.values(await rolesIn(workspaceId)).filter((role) => role === "owner").length;

const mailsTo = async (address: string) => {
  const rows = await ownerSql()`select data from pgboss.job where name = 'platform-mail'
    and data->'to'->>'address' = ${address} order by created_on`;
  return rows.map(({ data }) => data.subject as string);
};

/** The cookie of somebody's session, as their browser holds it. */
async function cookieOf({ userId, sessionId }: Member) {
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)}, absolute_expires_at = now() + interval '1 day' where id = ${sessionId}`;
  return { sub: userId, sid };
}

test("a changed role applies at once, is mailed and recorded", async () => {
  const { owner, workspaceId, others } = await team("member");
  const [them] = others;
  if (!them) throw new Error("nobody");
  const cookie = await cookieOf(them.actor);
  await changeRole(owner.actor, { userId: them.user.id, role: "viewer" });

  expect(actorOf(await liveSession(cookie), them.actor.origin)).toMatchObject({
    role: "viewer",
    workspaceId,
  });
  expect(await mailsTo(them.user.email)).toEqual(["You are a viewer of Analytical Engines now"]);
  expect(await auditOf(workspaceId)).toMatchObject([
    {
      action: "member.change_role",
      target: them.user.id,
      detail: { changed: { role: ["member", "viewer"] } },
      about: { member: them.user.name, address: them.user.email },
    },
  ]);
});

test("admins manage members and viewers, never admins and owners, and make none", {
  tag: "@V8.3.1",
}, async () => {
  const { owner, workspaceId, others } = await team("admin", "admin", "member");
  const [admin, other, member] = others.map(({ actor }) => actor);
  if (!admin || !other || !member) throw new Error("nobody");
  const before = await rolesIn(workspaceId);
  const refused = { code: "forbidden", message: "Only owners make or unmake admins and owners." };
  for (const userId of [owner.actor.userId, other.userId, admin.userId]) {
    await expect(changeRole(admin, { userId, role: "viewer" })).rejects.toMatchObject(refused);
    await expect(removeMember(admin, { userId })).rejects.toMatchObject(refused);
  }
  for (const role of ["admin", "owner"] as const)
    await expect(changeRole(admin, { userId: member.userId, role })).rejects.toMatchObject(refused);
  expect(await rolesIn(workspaceId)).toEqual(before);

  await changeRole(admin, { userId: member.userId, role: "viewer" });
  await removeMember(admin, { userId: member.userId });
  expect(await rolesIn(workspaceId)).not.toHaveProperty(member.userId);
});

test("the last owner cannot vanish: not by another role, not by leaving", async () => {
  const { owner, workspaceId, others } = await team("admin");
  await expect(changeRole(owner.actor, { userId: owner.actor.userId, role: "admin" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(leaveWorkspace(owner.actor, {})).rejects.toMatchObject({ code: "conflict" });
  expect(await owners(workspaceId)).toBe(1);

  await changeRole(owner.actor, { userId: others[0]?.user.id ?? "", role: "owner" });
  await leaveWorkspace(owner.actor, {});
  expect(await rolesIn(workspaceId)).toEqual({ [others[0]?.user.id ?? ""]: "owner" });
});

for (const [words, act] of [
  ["demote", (actor: Member, userId: string) => changeRole(actor, { userId, role: "member" })],
  ["remove", (actor: Member, userId: string) => removeMember(actor, { userId })],
] as const) {
  test(`two owners who ${words} each other leave one owner`, async () => {
    for (let round = 0; round < 5; round++) {
      const { owner, workspaceId, others } = await team("owner");
      const second = others[0]?.actor;
      if (!second) throw new Error("nobody");
      const answers = await Promise.allSettled([
        act(owner.actor, second.userId),
        act(second, owner.actor.userId),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(await owners(workspaceId)).toBe(1);
    }
  });
}

test("three owners leaving at once leave one owner", async () => {
  for (let round = 0; round < 5; round++) {
    const { owner, workspaceId, others } = await team("owner", "owner");
    const [second, third] = others.map(({ actor }) => actor);
    if (!second || !third) throw new Error("nobody");
    await Promise.allSettled([
      leaveWorkspace(owner.actor, {}),
      changeRole(second, { userId: second.userId, role: "viewer" }),
      leaveWorkspace(third, {}),
      removeMember(owner.actor, { userId: third.userId }),
      removeMember(third, { userId: second.userId }),
    ]);
    expect(await owners(workspaceId)).toBeGreaterThanOrEqual(1);
  }
});

test("a member removed mid-session continues in another workspace or none", {
  tag: "@V7.4.2",
}, async () => {
  const { owner, workspaceId, others } = await team("member");
  const them = others[0];
  if (!them) throw new Error("nobody");
  const { workspaceId: other } = await makeMember();
  await asOwner(
    (sql) =>
      sql`insert into memberships (workspace_id, user_id, role) values (${other}, ${them.user.id}, 'viewer')`,
  );
  const cookie = await cookieOf(them.actor);
  expect(actorOf(await liveSession(cookie), them.actor.origin)).toMatchObject({
    workspaceId,
    role: "member",
  });

  await removeMember(owner.actor, { userId: them.user.id });
  expect(actorOf(await liveSession(cookie), them.actor.origin)).toMatchObject({
    kind: "member",
    workspaceId: other,
    role: "viewer",
  });
  const [session] = await ownerSql()`select workspace_id from sessions where id = ${them.actor.sessionId}`;
  expect(session?.workspace_id).toBeNull();

  await asOwner((sql) => sql`delete from memberships where user_id = ${them.user.id}`);
  expect(actorOf(await liveSession(cookie), them.actor.origin)).toMatchObject({ kind: "user" });
  expect(await mailsTo(them.user.email)).toEqual(["You are no longer in Analytical Engines"]);
});

test("a departing member's invitations are withdrawn and known passwords listed", async () => {
  const { owner, workspaceId, others } = await team("admin");
  const them = others[0];
  if (!them) throw new Error("nobody");
  const account = await makeEmailAccount(workspaceId);
  await asOwner(
    (sql) => sql`update email_accounts set connected_by = ${them.user.id} where id = ${account.id}`,
  );
  const theirs = await makeInvitation(workspaceId, { invitedBy: them.user.id });
  const ours = await makeInvitation(workspaceId, { invitedBy: owner.actor.userId });
  expect(await listMailAccountsOf(owner.actor, { userId: them.user.id })).toMatchObject([{ id: account.id }]);
  expect(await listMailAccountsToRotate(owner.actor, {})).toEqual([]);

  expect(await removeMember(owner.actor, { userId: them.user.id })).toMatchObject({
    mailAccounts: ["Office"],
  });
  expect(await listMailAccountsToRotate(owner.actor, {})).toMatchObject([
    { id: account.id, knownBy: them.user.name },
  ]);
  const open =
    await ownerSql()`select id from invitations where workspace_id = ${workspaceId} and cancelled_at is null`;
  expect(open.map(({ id }) => id)).toEqual([ours.id]);
  expect(theirs.id).not.toBe(ours.id);
  expect((await auditOf(workspaceId)).at(-1)?.detail).toMatchObject({
    mailAccounts: ["Office"],
    invitationsWithdrawn: 1,
    sessionsEnded: 1,
  });
});

test("removing a member signs out only a person with no other workspace", {
  tag: "@V7.4.5",
}, async () => {
  const { owner, workspaceId } = await team();
  const here = await makeMember({ workspaceId, role: "member" });
  const both = await makeMember();
  await asOwner(
    (sql) =>
      sql`insert into memberships (workspace_id, user_id, role) values (${workspaceId}, ${both.user.id}, 'member')`,
  );
  for (const { user } of [here, both]) await makeSession(user.id);
  for (const { user } of [here, both]) await removeMember(owner.actor, { userId: user.id });
  const live = async (userId: string) =>
    (await ownerSql()`select id from sessions where user_id = ${userId} and revoked_at is null`).length;
  expect([await live(here.user.id), await live(both.user.id)]).toEqual([0, 2]);
});

test("ownership moves by typed name, both are told, one owner remains", async () => {
  const { owner, workspaceId, others } = await team("viewer");
  const them = others[0];
  if (!them) throw new Error("nobody");
  const input = { userId: them.user.id, typed: "Analytical" };
  await expect(transferOwnership(owner.actor, input)).rejects.toMatchObject({
    fields: { typed: "Type Analytical Engines to confirm." },
  });
  await transferOwnership(owner.actor, { ...input, typed: "Analytical Engines" });
  expect(await rolesIn(workspaceId)).toEqual({ [them.user.id]: "owner", [owner.actor.userId]: "admin" });
  expect(await mailsTo(them.user.email)).toEqual(["You own Analytical Engines now"]);
  expect(await mailsTo(owner.user.email)).toEqual(["You gave away the ownership of Analytical Engines"]);
  // The role they came with is over, though the actor still says it.
  await expect(
    transferOwnership(owner.actor, { ...input, typed: "Analytical Engines" }),
  ).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("only owners and admins see members' protection", async () => {
  const { owner, others } = await team("admin", "member", "viewer");
  const [admin, member, viewer] = others.map(({ actor }) => actor);
  if (!admin || !member || !viewer) throw new Error("nobody");
  for (const actor of [owner.actor, admin]) {
    const { rows } = await listMembers(actor, {});
    expect(rows.map(({ role, protection }) => [role, protection])).toEqual(
      ["owner", "admin", "member", "viewer"].map((role) => [role, "none"]),
    );
    expect(rows.every(({ lastActiveAt }) => lastActiveAt instanceof Date)).toBe(true);
  }
  for (const actor of [member, viewer]) {
    const { rows } = await listMembers(actor, {});
    expect(rows.map(({ protection, lastActiveAt }) => [protection, lastActiveAt])).toEqual(
      Array.from({ length: 4 }, () => [null, null]),
    );
  }
});

test("a long team comes in pages that neither lose nor repeat anybody", async () => {
  const { owner } = await team("viewer", "member", "admin", "owner", "viewer", "member");
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMembers(owner.actor, { limit: 2, cursor });
    seen.push(...page.rows.map(({ userId }) => userId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(7);
  expect(seen).toHaveLength(7);
});
