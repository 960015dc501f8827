import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeMember, makeUser, ownerSql } from "#testing/factories.ts";
import { touchSession } from "./read-session.ts";
import { actorOf, liveSession } from "./session-actor.ts";
import { signOut } from "./sign-out.ts";

async function makeCookie(userId: string, workspaceId: string | null = null) {
  const sid = randomToken();
  const id = uuidv7();
  await ownerSql()`insert into sessions (id, sid_hash, user_id, workspace_id, amr, absolute_expires_at)
    values (${id}, ${hashToken(sid)}, ${userId}, ${workspaceId}, '{pwd}', now() + interval '90 days')`;
  return { id, sub: userId, sid };
}

const age = (id: string, column: string, ago: string) =>
  ownerSql()`update sessions set ${ownerSql()(column)} = now() - ${ago}::interval where id = ${id}`;

test("a live session speaks for its person", async () => {
  const user = await makeUser();
  const cookie = await makeCookie(user.id);
  expect(await liveSession(cookie)).toMatchObject({
    sessionId: cookie.id,
    userId: user.id,
    email: user.email,
    workspace: null,
  });
  expect(actorOf(await liveSession(cookie), anonymous().origin)).toMatchObject({
    kind: "user",
    userId: user.id,
  });
});

test("a session unused for 30 days is over, to the minute", { tag: "@V7.3.1" }, async () => {
  const { id, ...cookie } = await makeCookie((await makeUser()).id);
  await age(id, "last_seen_at", "29 days 23 hours 59 minutes");
  expect(await liveSession(cookie, { background: true })).not.toBeNull();
  await age(id, "last_seen_at", "30 days");
  expect(await liveSession(cookie)).toBeNull();
});

test("a session used every day is over after 90 days", { tag: "@V7.3.2" }, async () => {
  const { id, ...cookie } = await makeCookie((await makeUser()).id);
  await ownerSql()`update sessions set last_seen_at = now(), absolute_expires_at = now() + interval '1 minute' where id = ${id}`;
  expect(await liveSession(cookie)).not.toBeNull();
  await age(id, "absolute_expires_at", "0 seconds");
  expect(await liveSession(cookie)).toBeNull();
});

test("a signed-out session stays ended whatever cookie returns", {
  tag: "@V7.4.1",
}, async () => {
  const { actor } = await makeMember();
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)} where id = ${actor.sessionId}`;
  const cookie = { sub: actor.userId, sid };
  expect(actorOf(await liveSession(cookie), actor.origin)).toMatchObject({ kind: "member", role: "owner" });

  await signOut(actor, {});
  expect(await liveSession(cookie)).toBeNull();
  expect(actorOf(await liveSession(cookie), actor.origin)).toEqual({
    kind: "anonymous",
    origin: actor.origin,
  });
});

test("a disabled person is nobody on the next request", { tag: "@V7.4.2" }, async () => {
  const user = await makeUser();
  const cookie = await makeCookie(user.id);
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${user.id}`);
  expect(await liveSession(cookie)).toBeNull();
});

test("a forged person, an unknown session or no cookie is nobody", {
  tag: "@V7.2.1",
}, async () => {
  const [user, other] = [await makeUser(), await makeUser()];
  const cookie = await makeCookie(user.id);
  expect(await liveSession({ sub: other.id, sid: cookie.sid })).toBeNull();
  expect(await liveSession({ sub: user.id, sid: randomToken() })).toBeNull();
  expect(await liveSession({ sub: user.id, sid: hashToken(cookie.sid).toString("base64url") })).toBeNull();
  expect(await liveSession({ sub: "' or 1=1 --", sid: "" })).toBeNull();
  expect(await liveSession(null)).toBeNull();
});

test("a removal or role change applies on the next request", {
  tag: "@V8.3.2",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "admin" });
  const cookie = await makeCookie(user.id, workspaceId);
  const now = async () => actorOf(await liveSession(cookie), actor.origin);
  expect(await now()).toMatchObject({ kind: "member", workspaceId, role: "admin" });

  await asOwner((sql) => sql`update memberships set role = 'viewer' where user_id = ${user.id}`);
  expect(await now()).toMatchObject({ role: "viewer" });
  await asOwner((sql) => sql`delete from memberships where user_id = ${user.id}`);
  expect(await now()).toMatchObject({ kind: "user" });
});

test("before the address is verified nobody is a member", async () => {
  const { user, workspaceId, actor } = await makeMember();
  await asOwner((sql) => sql`update users set email_verified_at = null where id = ${user.id}`);
  const cookie = await makeCookie(user.id, workspaceId);
  expect(actorOf(await liveSession(cookie), actor.origin)).toMatchObject({ kind: "user" });
});

test("use moves the idle limit once a minute; polling does not", async () => {
  const { id, ...cookie } = await makeCookie((await makeUser()).id);
  const seenAgo = async () => {
    const [row] =
      await ownerSql()`select extract(epoch from now() - last_seen_at)::int as ago from sessions where id = ${id}`;
    return row?.ago as number;
  };
  await age(id, "last_seen_at", "50 seconds");
  await liveSession(cookie);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await seenAgo()).toBeGreaterThan(45);

  await age(id, "last_seen_at", "10 days");
  await liveSession(cookie, { background: true });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await seenAgo()).toBeGreaterThan(800_000);

  await liveSession(cookie);
  await expect.poll(seenAgo).toBeLessThan(5);
});

test("a session held by a long command keeps no other request waiting", async () => {
  const { id } = await makeCookie((await makeUser()).id);
  await age(id, "last_seen_at", "10 days");
  await ownerSql().begin(async (held) => {
    await held`select from sessions where id = ${id} for share`;
    await touchSession(id, 60);
  });
  await touchSession(id, 60);
  const [row] =
    await ownerSql()`select last_seen_at > now() - interval '1 minute' as now from sessions where id = ${id}`;
  expect(row?.now).toBe(true);
});
