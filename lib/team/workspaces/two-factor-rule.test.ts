import { expect, test } from "@playwright/test";
import { actorOf, graceUntil, lacksFactor, liveSession } from "#lib/account/sessions/session-actor.ts";
import type { Member } from "#lib/core/actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { getCoverage } from "#lib/team/members/coverage.ts";
import { listMembers } from "#lib/team/members/list.ts";
import { remindMember } from "#lib/team/members/remind.ts";
import { asOwner, auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { requireTwoFactor } from "./require-two-factor.ts";

const switchOn = (userId: string, on = true) =>
  asOwner((sql) => sql`update users set totp_enabled_at = ${on ? new Date() : null} where id = ${userId}`);

const mailsTo = async (address: string) => {
  const rows = await ownerSql()`select data from pgboss.job where name = 'platform-mail'
    and data->'to'->>'address' = ${address} order by created_on`;
  return rows.map(({ data }) => data.subject as string);
};

async function sessionOf({ userId, sessionId }: Member) {
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)}, absolute_expires_at = now() + interval '1 day' where id = ${sessionId}`;
  return async () => {
    const session = await liveSession({ sub: userId, sid });
    if (!session) throw new Error("signed out");
    return session;
  };
}

test("an owner without two factors cannot require them", async () => {
  const { actor, workspaceId } = await makeMember();
  await expect(requireTwoFactor(actor, { required: "yes", days: "7" })).rejects.toMatchObject({
    code: "conflict",
  });
  const [row] =
    await ownerSql()`select two_factor_required_from as "from" from workspaces where id = ${workspaceId}`;
  expect(row?.from).toBeNull();
});

test("in grace members are warned; afterwards a password alone opens nothing", {
  tag: "@V6.3.3",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: them, user } = await makeMember({ workspaceId, role: "member" });
  await switchOn(actor.userId);
  const session = await sessionOf(them);
  const { from } = await requireTwoFactor(actor, { required: "yes", days: "3" });
  expect(await mailsTo(user.email)).toEqual(["Analytical Engines asks for two-factor authentication"]);
  expect(graceUntil(await session())).toEqual(from);
  expect(actorOf(await session(), them.origin)).toMatchObject({ kind: "member" });

  await asOwner(
    (sql) => sql`update workspaces set two_factor_required_from = now() where id = ${workspaceId}`,
  );
  expect(lacksFactor(await session())).toBe(true);
  expect(graceUntil(await session())).toBeNull();
  expect(actorOf(await session(), them.origin)).toMatchObject({ kind: "user" });

  await switchOn(them.userId);
  expect(actorOf(await session(), them.origin)).toMatchObject({ kind: "member" });
  await switchOn(them.userId, false);
  await requireTwoFactor(actor, { required: "no" });
  expect(actorOf(await session(), them.origin)).toMatchObject({ kind: "member" });
  expect(
    (await auditOf(workspaceId)).map(({ action, detail }) => [action, detail.required, detail.told]),
  ).toEqual([
    ["workspace.require_two_factor", true, 1],
    ["workspace.require_two_factor", false, 0],
  ]);
});

test("grace periods are 0, 3, 7, 14 and 30 days", async () => {
  const { actor } = await makeMember();
  await switchOn(actor.userId);
  for (const days of ["0", "3", "7", "14", "30"]) {
    const { from } = await requireTwoFactor(actor, { required: "yes", days });
    const wait = (from?.getTime() ?? 0) - Date.now();
    expect(Math.abs(Math.round(wait / 86_400_000))).toBe(Number(days));
  }
  for (const days of ["1", "365", "-1", "NaN"])
    await expect(requireTwoFactor(actor, { required: "yes", days })).rejects.toMatchObject({
      code: "invalid",
    });
});

test("the coverage counts everybody once and says since when who is unprotected", async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: off } = await makeMember({ workspaceId, role: "member" });
  const { actor: never } = await makeMember({ workspaceId, role: "viewer" });
  await switchOn(actor.userId);
  await switchOn(off.userId);
  await asOwner(
    (sql) =>
      sql`update memberships set created_at = now() - interval '10 days' where workspace_id = ${workspaceId}`,
  );
  expect(await getCoverage(actor, {})).toMatchObject({ people: 3, covered: 2, requiredFrom: null });
  await switchOn(off.userId, false);

  const { covered, unprotected } = await getCoverage(actor, {});
  expect(covered).toBe(1);
  expect(unprotected.map(({ userId }) => userId)).toEqual([never.userId, off.userId]);
  const days = unprotected.map(({ since }) => Math.round((Date.now() - since.getTime()) / 86_400_000));
  expect(days).toEqual([10, 0]);
});

test("a passkey counts, and is told apart from an authenticator app", async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: them } = await makeMember({ workspaceId, role: "viewer" });
  await asOwner(
    (sql) => sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (new_id(), ${them.userId}, ${Buffer.from(them.userId)}, ${Buffer.from("key")}, 'Laptop')`,
  );
  await switchOn(actor.userId);
  expect(await getCoverage(actor, {})).toMatchObject({ people: 2, covered: 2, unprotected: [] });
  const { rows } = await listMembers(actor, {});
  expect(rows.map(({ protection }) => protection)).toEqual(["protected", "passkey"]);
  await asOwner((sql) => sql`delete from passkeys where user_id = ${them.userId}`);
  expect(await getCoverage(actor, {})).toMatchObject({ people: 2, covered: 1 });
});

test("a reminder goes once a day to each unprotected member", async () => {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "member" });
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => remindMember(actor, { userId: user.id })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await mailsTo(user.email)).toEqual(["Turn on two-factor authentication for Analytical Engines"]);
  await asOwner(
    (sql) => sql`update memberships set reminded_at = now() - interval '25 hours' where user_id = ${user.id}`,
  );
  await remindMember(actor, { userId: user.id });
  await switchOn(user.id);
  await expect(remindMember(actor, { userId: user.id })).rejects.toMatchObject({ code: "conflict" });
  expect(await mailsTo(user.email)).toHaveLength(2);
});
