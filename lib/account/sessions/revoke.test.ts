import { expect, test } from "@playwright/test";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { auditOf, makeMember, makeSession, ownerSql } from "#testing/factories.ts";
import { listMySessions } from "./list.ts";
import { revokeSession } from "./revoke-one.ts";
import { revokeOtherSessions } from "./revoke-others.ts";
import { liveSession } from "./session-actor.ts";

async function makeBrowser(userId: string) {
  const id = await makeSession(userId);
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)}, absolute_expires_at = now() + interval '90 days',
    user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', country = 'AT', city = 'Vienna' where id = ${id}`;
  return { id, cookie: { sub: userId, sid } };
}

async function makePerson() {
  const member = await makeMember();
  await ownerSql()`update sessions set absolute_expires_at = now() + interval '90 days' where id = ${member.actor.sessionId}`;
  return member;
}

test("a person sees only their own live sessions, this browser first", {
  tag: "@V7.5.2",
}, async () => {
  const { actor } = await makePerson();
  const stranger = await makePerson();
  const phone = await makeBrowser(actor.userId);
  const [idle, old, ended] = [
    await makeBrowser(actor.userId),
    await makeBrowser(actor.userId),
    await makeBrowser(actor.userId),
  ];
  await ownerSql()`update sessions set last_seen_at = now() - interval '30 days' where id = ${idle.id}`;
  await ownerSql()`update sessions set absolute_expires_at = now() where id = ${old.id}`;
  await ownerSql()`update sessions set revoked_at = now() where id = ${ended.id}`;

  const listed = await listMySessions(actor, {});
  expect(listed.map(({ id, current }) => [id, current])).toEqual([
    [actor.sessionId, true],
    [phone.id, false],
  ]);
  expect(listed[1]).toMatchObject({
    device: "Firefox 142 on Linux",
    kind: "desktop",
    place: "Vienna, Austria",
    proof: "password",
  });
  expect((await listMySessions(stranger.actor, {})).map(({ id }) => id)).toEqual([stranger.actor.sessionId]);
});

test("a revoked session ends on its next request; others continue", {
  tag: ["@V7.4.1", "@V7.5.2"],
}, async () => {
  const { actor } = await makePerson();
  const [phone, tablet] = [await makeBrowser(actor.userId), await makeBrowser(actor.userId)];
  expect(await liveSession(phone.cookie)).not.toBeNull();
  expect(await revokeSession(actor, { sessionId: phone.id })).toEqual({ device: "Firefox 142 on Linux" });

  expect(await liveSession(phone.cookie)).toBeNull();
  expect(await liveSession(tablet.cookie)).not.toBeNull();
  await expect(revokeSession(actor, { sessionId: phone.id })).rejects.toMatchObject({ code: "notFound" });
  const [entry] =
    await ownerSql()`select result from audit_events where target = ${phone.id} and action = 'session.revoke_one' and result = 'done'`;
  expect(entry).toBeDefined();
  expect(JSON.stringify(await auditOf(actor.workspaceId))).not.toContain(phone.cookie.sid);
});

test("a stranger's session is not there, and lives on", { tag: "@V8.2.2" }, async () => {
  const { actor } = await makePerson();
  const other = await makePerson();
  const browser = await makeBrowser(other.actor.userId);
  const made = "01a00000-0000-7000-8000-000000000000";
  const told = await Promise.all(
    [browser.id, made].map((sessionId) =>
      revokeSession(actor, { sessionId }).catch((error: Error) => error.message),
    ),
  );
  expect(new Set(told)).toEqual(new Set(["That session no longer exists."]));
  expect(await liveSession(browser.cookie)).not.toBeNull();
});

test("signing out all others leaves this browser and other people alone", { tag: "@V7.4.3" }, async () => {
  const { actor } = await makePerson();
  const other = await makePerson();
  const mine = [await makeBrowser(actor.userId), await makeBrowser(actor.userId)];
  const theirs = await makeBrowser(other.actor.userId);

  expect(await revokeOtherSessions(actor, {})).toEqual({ ended: 2 });
  for (const { cookie } of mine) expect(await liveSession(cookie)).toBeNull();
  expect(await liveSession(theirs.cookie)).not.toBeNull();
  expect((await listMySessions(actor, {})).map(({ id }) => id)).toEqual([actor.sessionId]);
});
