import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import { FRESH_SECONDS } from "#lib/core/actor.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { makeChallenge, makeMember, makeRecovery, makeTwoFactor, ownerSql } from "#testing/factories.ts";
import { beginTwoFactor } from "./begin.ts";
import { disableTwoFactor } from "./disable.ts";
import { enableTwoFactor } from "./enable.ts";
import { getEnrolment } from "./enrolment.ts";
import { getTwoFactor } from "./get.ts";
import { regenerateRecoveryCodes } from "./regenerate-recovery-codes.ts";
import { totpCodeAt } from "./totp.ts";

const userRow = async (id: string) =>
  (
    await ownerSql()`select totp_secret is not null as secret, totp_enabled_at is not null as enabled, totp_last_step is not null as step
      from users where id = ${id}`
  )[0];

const liveSessions = async (userId: string) =>
  (await ownerSql()`select id from sessions where user_id = ${userId} and revoked_at is null`).map(
    ({ id }) => id,
  );

const mailsTo = async (email: string) =>
  (
    await ownerSql()`select data->>'subject' as subject from pgboss.job where data->'to'->>'address' = ${email} order by created_on`
  ).map(({ subject }) => subject);

async function anotherSession(userId: string) {
  const id = uuidv7();
  await ownerSql()`insert into sessions (id, sid_hash, user_id, amr, absolute_expires_at)
    values (${id}, ${hashToken(id)}, ${userId}, '{pwd}', now() + interval '90 days')`;
  return id;
}

test("a right code enables two-factor and ends other sessions", {
  tag: ["@V6.5.3", "@V6.4.4"],
}, async () => {
  const { actor, user } = await makeMember();
  await anotherSession(user.id);
  await makeChallenge(user.id);
  await beginTwoFactor(actor, {});
  expect(await userRow(user.id)).toEqual({ secret: false, enabled: false, step: false });
  const secret = (await getEnrolment(actor))?.secret ?? "";
  const code = totpCodeAt(secret);
  const { codes } = await enableTwoFactor(actor, { code: `${code.slice(0, 3)} ${code.slice(3)}` });

  expect(codes).toHaveLength(10);
  expect(await userRow(user.id)).toEqual({ secret: true, enabled: true, step: true });
  expect(await liveSessions(user.id)).toEqual([actor.sessionId]);
  const open =
    await ownerSql()`select 1 from login_challenges where user_id = ${user.id} and used_at is null`;
  expect(open).toEqual([]);
  expect(await mailsTo(user.email)).toEqual(["Two-factor authentication is on"]);
  expect(await getTwoFactor(actor, {})).toMatchObject({ codes: 10, codesLeft: 10, codeUsedAt: null });
  await expect(
    stepUp(actor, { stepUpCode: code }),
    "the code that turned it on is spent",
  ).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(beginTwoFactor(actor, {})).rejects.toMatchObject({ code: "conflict" });
  expect(await getEnrolment(actor)).toBeNull();
});

test("a wrong code, an old secret, or another session's turns nothing on", { tag: "@V6.5.3" }, async () => {
  const { actor, user } = await makeMember();
  await beginTwoFactor(actor, {});
  const first = (await getEnrolment(actor))?.secret ?? "";
  await beginTwoFactor(actor, {});
  const second = (await getEnrolment(actor))?.secret ?? "";
  expect(second).not.toBe(first);
  for (const code of [totpCodeAt(first), "", "12345", totpCodeAt(second, Date.now() - 600_000)])
    await expect(enableTwoFactor(actor, { code })).rejects.toMatchObject({
      fields: { code: expect.any(String) },
    });

  const elsewhere = { ...actor, sessionId: await anotherSession(user.id) };
  expect(await getEnrolment(elsewhere)).toBeNull();
  const code = totpCodeAt(second);
  await expect(enableTwoFactor(elsewhere, { code })).rejects.toMatchObject({ code: "conflict" });
  await ownerSql()`update totp_enrolments set expires_at = now() where user_id = ${user.id}`;
  await expect(enableTwoFactor(actor, { code })).rejects.toMatchObject({ code: "conflict" });
  expect(await userRow(user.id)).toMatchObject({ enabled: false });
});

test("a session that ended meanwhile turns nothing on", { tag: "@V7.4.3" }, async () => {
  const { actor, user } = await makeMember();
  await beginTwoFactor(actor, {});
  const code = totpCodeAt((await getEnrolment(actor))?.secret ?? "");
  await ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`;
  await expect(enableTwoFactor(actor, { code })).rejects.toMatchObject({ code: "conflict" });
  expect(await userRow(user.id)).toMatchObject({ enabled: false });
});

test("the secret is shown only after a fresh proof, stored sealed", {
  tag: ["@V7.5.1", "@V14.2.2"],
}, async () => {
  const { actor, user } = await makeMember();
  await beginTwoFactor(actor, {});
  const secret = (await getEnrolment(actor))?.secret ?? "";
  const stale = { ...actor, authTime: new Date(Date.now() - FRESH_SECONDS * 1000) };
  await expect(getEnrolment(stale)).rejects.toMatchObject({ code: "reauthenticate" });
  const [row] = await ownerSql()`select secret from totp_enrolments where user_id = ${user.id}`;
  expect(Buffer.from(row?.secret).toString("latin1")).not.toContain(secret);
});

test("one more code turns it off, and nothing of it is left", { tag: "@V6.4.4" }, async () => {
  const { actor, user } = await makeMember();
  const { secret } = await makeTwoFactor(user.id);
  await anotherSession(user.id);
  await makeRecovery(user.id);
  await expect(disableTwoFactor(actor, { code: "" })).rejects.toMatchObject({ code: "invalid" });
  await disableTwoFactor(actor, { code: totpCodeAt(secret) });

  expect(await userRow(user.id)).toEqual({ secret: false, enabled: false, step: false });
  expect(await getTwoFactor(actor, {})).toMatchObject({ enabledAt: null, codes: 0 });
  expect(await liveSessions(user.id)).toEqual([actor.sessionId]);
  expect(await mailsTo(user.email)).toEqual(["Two-factor authentication is off"]);
  const [recovery] = await ownerSql()`select cancelled_at from account_recoveries where user_id = ${user.id}`;
  expect(recovery?.cancelled_at).not.toBeNull();
});

test("a person without phone confirms and disables by two recovery codes", {
  tag: "@V6.5.1",
}, async () => {
  const { actor, user } = await makeMember();
  const { codes } = await makeTwoFactor(user.id);
  const [first = "", second = ""] = codes;
  await stepUp(actor, { stepUpCode: first });
  await expect(disableTwoFactor(actor, { code: first })).rejects.toMatchObject({ code: "invalid" });
  await disableTwoFactor(actor, { code: second });
  expect(await userRow(user.id)).toMatchObject({ enabled: false });
});

test("a session that disabled two-factor loses workspaces that require it", {
  tag: "@V6.3.3",
}, async () => {
  const { actor, user } = await makeMember();
  const amr = async () => (await ownerSql()`select amr from sessions where id = ${actor.sessionId}`)[0]?.amr;
  const { secret, codes } = await makeTwoFactor(user.id);
  await stepUp(actor, { stepUpCode: codes[0] });
  expect(await amr()).toContain("mfa");
  await disableTwoFactor(actor, { code: totpCodeAt(secret) });
  expect(await amr()).not.toContain("mfa");
});

test("new recovery codes end old ones, also when made concurrently", {
  tag: "@V6.5.1",
}, async () => {
  const { actor, user } = await makeMember();
  const { codes: old } = await makeTwoFactor(user.id);
  const sets = await Promise.all([regenerateRecoveryCodes(actor, {}), regenerateRecoveryCodes(actor, {})]);
  expect(await getTwoFactor(actor, {})).toMatchObject({ codes: 10, codesLeft: 10 });
  await expect(stepUp(actor, { stepUpCode: old[0] })).rejects.toMatchObject({ code: "invalid" });
  const works = await Promise.allSettled(
    sets.map(({ codes: [code] }) => stepUp(actor, { stepUpCode: code })),
  );
  expect(works.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await mailsTo(user.email)).slice(0, 2)).toEqual(Array(2).fill("You have new recovery codes"));
  const { codesLeft, codeUsedAt } = await getTwoFactor(actor, {});
  expect([codesLeft, codeUsedAt instanceof Date]).toEqual([9, true]);

  const { actor: without } = await makeMember();
  await expect(regenerateRecoveryCodes(without, {})).rejects.toMatchObject({ code: "conflict" });
});
