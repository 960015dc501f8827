import { expect, test } from "@playwright/test";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { rememberDevice } from "#lib/account/sessions/device.ts";
import { liveSession } from "#lib/account/sessions/session-actor.ts";
import type { AppError } from "#lib/core/errors.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { haltDisowned } from "#lib/sending/campaigns/halt-disowned.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  makeCampaign,
  makeChallenge,
  makeMember,
  makeSession,
  makeTwoFactor,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";
import { beginSessionAs } from "./begin-session.fixture.ts";
import { disownSession } from "./disown.ts";
import { passSecondFactor } from "./second-factor.ts";
import { signIn } from "./sign-in.ts";

const vienna = "131.130.1.11";
const london = "81.2.69.142";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";

const from = (ip: string | null) => ({
  ...anonymous(),
  origin: { ...anonymous().origin, ip, userAgent: firefox },
});

const enter = (userId: string, { ip = null as string | null, known = true } = {}) =>
  beginSessionAs(from(ip), userId, { knownDevice: known });

const mailsTo = async (email: string) =>
  (
    await ownerSql()<{ data: PlatformMail }[]>`select data from pgboss.job where name = 'platform-mail'
      and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);

const givePasskey = (userId: string, name: string) =>
  asOwner(
    (sql) => sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (new_id(), ${userId}, ${randomToken()}, 'x', ${name})`,
  );

const tokenOf = (mail: PlatformMail | undefined) => mailedToken("disown_session", mail?.link?.seed ?? "");

test("a new browser is mailed, except for an account's first sign-in", {
  tag: "@V6.3.5",
}, async () => {
  const user = await makeUser();
  await enter(user.id, { ip: vienna, known: false });
  expect(await mailsTo(user.email)).toEqual([]);
  await enter(user.id, { ip: vienna });
  expect(await mailsTo(user.email), "a browser that is known").toEqual([]);

  const { sessionId } = await enter(user.id, { ip: vienna, known: false });
  const [mail, ...more] = await mailsTo(user.email);
  expect(more).toEqual([]);
  const words = mail?.paragraphs.join("\n") ?? "";
  expect(words).toContain("Browser: Firefox 142 on Linux");
  expect(words).toContain("Place: Vienna, Austria");
  expect(words).toContain(`IP address: ${vienna}`);
  expect(words).toMatch(/Time: \w+day,? \d+ \w+ \d{4} at \d\d:\d\d \(UTC\)/);
  const [row] = await ownerSql()`select country, city from sessions where id = ${sessionId}`;
  expect(row).toEqual({ country: "AT", city: "Vienna" });
  expect(JSON.stringify(mail), "the waiting job holds no link that works").not.toContain(tokenOf(mail));
});

test("a place nobody knows is left out of the mail", async () => {
  const user = await makeUser();
  await enter(user.id, { ip: vienna });
  await enter(user.id, { ip: "10.0.0.1", known: false });
  const words = (await mailsTo(user.email))[0]?.paragraphs.join("\n");
  expect(words).toContain("IP address: 10.0.0.1");
  expect(words).not.toContain("Place:");
});

test("another country or two months away is mailed, an unknown place not", {
  tag: "@V6.3.5",
}, async () => {
  const user = await makeUser();
  await enter(user.id, { ip: vienna });
  await enter(user.id, { ip: "10.0.0.1" });
  expect(await mailsTo(user.email)).toEqual([]);
  await enter(user.id, { ip: london });
  expect((await mailsTo(user.email))[0]?.paragraphs.join()).toContain("a country it had not been used in");
  await enter(user.id, { ip: london });
  expect(await mailsTo(user.email)).toHaveLength(1);

  await ownerSql()`update sessions set last_seen_at = now() - interval '61 days' where user_id = ${user.id}`;
  await enter(user.id, { ip: london });
  expect((await mailsTo(user.email))[1]?.paragraphs.join()).toContain("two months");
});

test("a browser is known by its own mark only", {
  tag: "@V6.3.5",
}, async () => {
  const password = "Tide-harbour7 lamp";
  const [user, other] = [await makeUser({ passwordHash: await hashPassword(password) }), await makeUser()];
  await makeSession(user.id);
  const { email } = user;
  const through = async (device: string | null) => {
    return (await signIn(from(vienna), { email, password, device })).device;
  };
  const mark = await through(null);
  expect(await mailsTo(email)).toHaveLength(1);
  await through(mark);
  expect(await mailsTo(email)).toHaveLength(1);
  await through(rememberDevice(null, other.id));
  expect(await mailsTo(email)).toHaveLength(2);
});

test("“This wasn't me” ends sessions, password and newer passkeys once", async () => {
  const user = await makeUser({ passwordHash: "$2b$12$x" });
  const earlier = await enter(user.id);
  await givePasskey(user.id, "Mine");
  const theirs = await enter(user.id, { known: false });
  await givePasskey(user.id, "Theirs");
  const pending = await makeChallenge(user.id);
  const token = tokenOf((await mailsTo(user.email))[0]);
  await disownSession(anonymous(), { token });

  for (const { userId, sid } of [earlier, theirs]) expect(await liveSession({ sub: userId, sid })).toBeNull();
  const [row] = await ownerSql()`select password_hash from users where id = ${user.id}`;
  expect(row).toEqual({ password_hash: null });
  expect(
    (await ownerSql()`select name from passkeys where user_id = ${user.id}`).map(({ name }) => name),
  ).toEqual(["Mine"]);
  await expect(passSecondFactor(anonymous(), { challenge: pending, code: "123456" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect((await mailsTo(user.email))[1]?.link?.purpose).toBe("reset_password");
  const [entry] = await ownerSql()`select result, detail from audit_events where target = ${theirs.sessionId}
    and action = 'session.disown'`;
  expect(entry).toEqual({
    result: "done",
    detail: { sessionsEnded: 2, passkeysRemoved: 1, campaignsPaused: 0 },
  });
});

test("“This wasn't me” undoes a second factor since then, no older one", {
  tag: ["@V6.4.4", "@V6.4.3"],
}, async () => {
  const since = async (age: string | null) => {
    const user = await makeUser({ passwordHash: "$2b$12$x" });
    await enter(user.id);
    if (age === "before") await makeTwoFactor(user.id);
    await enter(user.id, { known: false });
    if (age !== "before") await makeTwoFactor(user.id);
    if (age === "two days")
      await asOwner(async (sql) => {
        await sql`update users set totp_enabled_at = now() - interval '2 days' where id = ${user.id}`;
        await sql`update sessions set created_at = now() - interval '3 days' where user_id = ${user.id}`;
      });
    await disownSession(anonymous(), { token: tokenOf((await mailsTo(user.email))[0]) });
    const [row] =
      await ownerSql()`select totp_enabled_at is not null as on, totp_secret is not null as secret,
      (select count(*)::int from recovery_codes c where c.user_id = u.id) as codes from users u where id = ${user.id}`;
    return { ...row, told: (await mailsTo(user.email)).at(-1)?.paragraphs.join("\n") };
  };
  expect(await since("now")).toEqual({
    on: false,
    secret: false,
    codes: 0,
    told: expect.stringContaining("so it is off again"),
  });
  for (const age of ["before", "two days"])
    expect(await since(age), age).toMatchObject({
      on: true,
      secret: true,
      told: expect.stringContaining("Two-factor authentication stays on"),
    });
});

test("“This wasn't me” pauses what that sign-in sent, in every workspace", async () => {
  const user = await makeUser();
  const places = [await makeMember({ user }), await makeMember({ user })];
  await enter(user.id);
  const sent = async (workspaceId: string, secondsAgo = 0) => {
    const { id } = await makeCampaign(workspaceId, {});
    await asOwner(
      (sql) =>
        sql`update campaigns set send_requested_at = now() - make_interval(secs => ${secondsAgo}), send_requested_by = ${user.id} where id = ${id}`,
    );
    return id;
  };
  // A second before, because a sign-in is dated by its millisecond.
  const own = await sent(places[0]?.workspaceId ?? "", 1);
  await enter(user.id, { known: false });
  const theirs = await Promise.all(places.map(({ workspaceId }) => sent(workspaceId)));
  await disownSession(anonymous(), { token: tokenOf((await mailsTo(user.email))[0]) });
  const waiting = await ownerSql()<{ data: { workspaceId: string; campaignId: string } }[]>`
    select data from pgboss.job where name = 'campaign-disowned' and data->>'campaignId' in ${ownerSql()([own, ...theirs])}`;
  for (const { data } of waiting) await runJob(haltDisowned, data);
  const paused = await ownerSql()<{ id: string }[]>`
    select id from campaigns where id in ${ownerSql()([own, ...theirs])} and paused_at is not null and pause_reason ~ 'not theirs'`;
  expect(paused.map(({ id }) => id).sort()).toEqual([...theirs].sort());
  for (const { workspaceId } of places)
    expect((await auditOf(workspaceId)).map(({ action }) => action)).toContain("campaign.halt");
  expect((await mailsTo(user.email))[1]?.paragraphs.join()).toContain("2 campaigns on their way are paused");
});

test("spent, old, forged and foreign alert links do nothing alike", async () => {
  const words = new Set<string>();
  const dead = async (token: string) =>
    disownSession(anonymous(), { token }).catch((error: AppError) =>
      words.add(`${error.code} ${error.message}`),
    );
  const user = await makeUser({ passwordHash: "$2b$12$x" });
  await enter(user.id);
  await enter(user.id, { known: false });
  const token = tokenOf((await mailsTo(user.email))[0]);
  await ownerSql()`update email_tokens set expires_at = now() where user_id = ${user.id}`;
  await dead(token);
  await ownerSql()`update email_tokens set expires_at = now() + interval '1 day', purpose = 'reset_password' where user_id = ${user.id}`;
  await dead(token);
  await dead("forged");
  await dead("");
  const [row] = await ownerSql()`select password_hash from users where id = ${user.id}`;
  expect(row).toEqual({ password_hash: "$2b$12$x" });

  await ownerSql()`update email_tokens set purpose = 'disown_session' where user_id = ${user.id}`;
  const all = await Promise.allSettled(
    Array.from({ length: 5 }, () => disownSession(anonymous(), { token })),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await dead(token);
  expect([...words]).toHaveLength(1);
});

test("no way in is mailed to a newer address", async () => {
  const user = await makeUser();
  await enter(user.id);
  await enter(user.id, { known: false });
  const token = tokenOf((await mailsTo(user.email))[0]);
  const stolen = `stolen.${user.email}`;
  await asOwner((sql) => sql`update users set email = ${stolen} where id = ${user.id}`);
  await disownSession(anonymous(), { token });
  expect(await mailsTo(stolen)).toEqual([]);
  expect(
    await ownerSql()`select 1 from sessions where user_id = ${user.id} and revoked_at is null`,
  ).toHaveLength(0);
});

test("a right password with three wrong codes is mailed once", { tag: "@V6.3.5" }, async () => {
  const user = await makeUser();
  await makeTwoFactor(user.id);
  const challenge = await makeChallenge(user.id);
  const wrong = () =>
    expect(passSecondFactor(from(vienna), { challenge, code: "000000" })).rejects.toMatchObject({
      code: "invalid",
    });
  await wrong();
  await wrong();
  expect(await mailsTo(user.email)).toEqual([]);
  for (let tries = 0; tries < 3; tries++) await wrong();
  const [mail, ...more] = await mailsTo(user.email);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe("Somebody knows your Mailneo password");
  expect(mail?.paragraphs.join("\n")).toContain("Place: Vienna, Austria");
});
