import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { readSession } from "#lib/account/sessions/read-session.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeSignedIn, makeUser, ownerSql } from "#testing/factories.ts";
import { beginSessionAs } from "./begin-session.fixture.ts";

const sessionCount = async (userId: string) =>
  (await ownerSql()`select id from sessions where user_id = ${userId}`).length;

const revokedAt = async (sessionId: string) =>
  (await ownerSql()`select revoked_at from sessions where id = ${sessionId}`)[0]?.revoked_at;

test("each sign-in makes a 256-bit session id, stored as a hash", {
  tag: ["@V7.2.3", "@V7.2.4"],
}, async () => {
  const user = await makeUser();
  const actor = anonymous();
  const first = await beginSessionAs(actor, user.id);
  const second = await beginSessionAs(anonymous(), user.id);

  expect(first.sid).not.toBe(second.sid);
  expect(Buffer.from(first.sid, "base64url")).toHaveLength(32);
  const [row] =
    await ownerSql()`select sid_hash, ip, user_agent, amr, absolute_expires_at - created_at as lives
    from sessions where id = ${first.sessionId}`;
  expect(Buffer.from(row?.sid_hash)).toEqual(hashToken(first.sid));
  expect(row).toMatchObject({
    ip: actor.origin.ip,
    user_agent: actor.origin.userAgent,
    amr: ["pwd"],
    lives: "90 days",
  });
  expect(await readSession(hashToken(first.sid))).toMatchObject({ userId: user.id });
});

test("a disabled user gets no session", { tag: "@V7.4.2" }, async () => {
  const user = await makeUser();
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${user.id}`);

  await expect(beginSessionAs(anonymous(), user.id)).rejects.toMatchObject({ code: "conflict" });
  expect(await sessionCount(user.id)).toBe(0);
});

test("a sign-in ends the session its browser came with, whoever it was", { tag: "@V7.2.4" }, async () => {
  const user = await makeUser();
  const { actor: other } = await makeSignedIn();
  expect(await beginSessionAs(other, user.id)).toMatchObject({ userId: user.id });
  expect(await revokedAt(other.sessionId)).not.toBeNull();
});

test("a browser whose session ended meanwhile gets none", { tag: "@V7.2.4" }, async () => {
  const user = await makeUser();
  const { actor: other } = await makeSignedIn();
  await ownerSql()`update sessions set revoked_at = now() where id = ${other.sessionId}`;

  await expect(beginSessionAs(other, user.id)).rejects.toMatchObject({ code: "conflict" });
  expect(await sessionCount(user.id)).toBe(0);
});

test("the hundred-and-first session ends the one used least lately", { tag: "@V7.1.2" }, async () => {
  const user = await makeUser();
  const ids = Array.from({ length: 100 }, () => uuidv7());
  await ownerSql()`insert into sessions (id, sid_hash, user_id, amr, last_seen_at)
    select id, sha256(id::text::bytea), ${user.id}, '{pwd}', now() - n * interval '1 minute'
    from unnest(${ids}::uuid[]) with ordinality as t (id, n)`;
  await beginSessionAs(anonymous(), user.id);
  const ended =
    await ownerSql()`select id from sessions where user_id = ${user.id} and revoked_at is not null`;
  expect(ended.map(({ id }) => id)).toEqual([ids.at(-1)]);
});
