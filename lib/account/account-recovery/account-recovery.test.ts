import { expect, test } from "@playwright/test";
import { tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { passSecondFactor } from "#lib/account/sign-in/second-factor.ts";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  makeChallenge,
  makeMember,
  makeRecovery,
  makeTwoFactor,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";
import { cancelAccountRecovery } from "./cancel.ts";
import { getMyRecovery } from "./get-mine.ts";
import { listMemberRecoveries } from "./list.ts";
import { requestAccountRecovery } from "./request.ts";
import { shortenAccountRecovery } from "./shorten.ts";
import { accountRecoverySweep } from "./sweep.ts";

type Mail = { subject: string; link?: { purpose: "cancel_recovery"; seed: string } };

const mailsTo = async (email: string): Promise<Mail[]> =>
  (
    await ownerSql()`select data from pgboss.job where data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);

const subjects = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject);

async function makeLocked() {
  const user = await makeUser();
  return { ...user, ...(await makeTwoFactor(user.id)) };
}

const ask = async (userId: string) =>
  requestAccountRecovery(anonymous(), { challenge: await makeChallenge(userId) });

const requestsOf = (userId: string) =>
  ownerSql()`select id, extract(epoch from due_at - now())::int as seconds, cancelled_at is not null as cancelled,
    completed_at is not null as completed, shortened_by from account_recoveries where user_id = ${userId} order by created_at`;

const dueIn = (userId: string, time: string) =>
  ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'test', 'test.make', 'done', null, '{}', null, null, 'test')`;
    await sql`update account_recoveries set due_at = now() + ${time}::interval where user_id = ${userId} and cancelled_at is null`;
  });

const twoFactorOn = async (userId: string) =>
  (await ownerSql()`select totp_enabled_at is not null as "on" from users where id = ${userId}`)[0]?.on;

const linkOf = async (email: string, nth = 0) =>
  mailedToken("cancel_recovery", (await mailsTo(email)).filter(({ link }) => link)[nth]?.link?.seed ?? "");

test("mails about a request write its end in the reader's zone", async () => {
  const user = await makeLocked();
  await asOwner((sql) => sql`update users set time_zone = 'Asia/Tokyo' where id = ${user.id}`);
  const mails = async () => (await mailsTo(user.email)) as PlatformMail[];
  await ask(user.id);
  await dueIn(user.id, "23 hours");
  await runJob(accountRecoverySweep, {});
  await requestReset(anonymous(), { email: user.email });
  const token = tokenIn(await mails(), "reset_password");
  await resetPassword(anonymous(), { token, password: "Slow-rivers8 carry" });

  const ends = (await mails()).flatMap(({ paragraphs }) =>
    paragraphs.filter((words) => words.includes("two-factor authentication is switched off")),
  );
  expect(ends).toHaveLength(3);
  for (const words of ends) expect(words).toMatch(/ at \d\d:\d\d \(Tokyo time, GMT\+9\)/);
});

test("a request waits 72 hours, mails a cancel link, and ignores repeats", {
  tag: "@V6.4.4",
}, async () => {
  const user = await makeLocked();
  const answers = [await ask(user.id), await ask(user.id)];
  expect(answers[0]).toEqual(answers[1]);
  const requests = await requestsOf(user.id);
  expect(requests).toMatchObject([{ cancelled: false, completed: false }]);
  expect(Math.round(requests[0]?.seconds / 3600)).toBe(72);
  expect(await subjects(user.email)).toEqual(["Somebody asked to switch off your two-factor authentication"]);
  expect(await twoFactorOn(user.id)).toBe(true);

  await cancelAccountRecovery(anonymous(), { token: await linkOf(user.email) });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: true }]);
  const again = cancelAccountRecovery(anonymous(), { token: await linkOf(user.email) });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
  const madeUp = cancelAccountRecovery(anonymous(), { token: randomToken() });
  expect(await madeUp.catch(({ message }) => message)).toBe(await again.catch(({ message }) => message));
});

test("only a sign-in that passed the password can ask, once each", { tag: "@V6.4.4" }, async () => {
  const user = await makeLocked();
  const challenge = await makeChallenge(user.id);
  await requestAccountRecovery(anonymous(), { challenge });
  for (const dead of [challenge, "", randomToken()])
    await expect(requestAccountRecovery(anonymous(), { challenge: dead })).rejects.toMatchObject({
      code: "conflict",
    });
  await expect(passSecondFactor(anonymous(), { challenge, code: user.codes[0] ?? "" })).rejects.toMatchObject(
    {
      code: "conflict",
    },
  );
});

test("ten requests at once make one, with one mail", async () => {
  const user = await makeLocked();
  await Promise.all(Array.from({ length: 10 }, () => ask(user.id)));
  expect(await requestsOf(user.id)).toHaveLength(1);
  expect(await mailsTo(user.email)).toHaveLength(1);
});

test("a fourth request in a day is refused without a mail", {
  tag: "@V6.3.1",
}, async () => {
  const user = await makeLocked();
  for (let n = 0; n < 3; n++) {
    await ask(user.id);
    await cancelAccountRecovery(anonymous(), { token: await linkOf(user.email, n) });
  }
  const before = await mailsTo(user.email);
  await expect(ask(user.id)).rejects.toMatchObject({ code: "conflict", message: /Try again tomorrow/ });
  expect(await mailsTo(user.email)).toHaveLength(before.length);
});

test("recovery reminds a day before, then removes factor, codes and sessions", {
  tag: "@V6.4.4",
}, async () => {
  const { user } = await makeMember();
  await makeTwoFactor(user.id);
  await ask(user.id);
  await runJob(accountRecoverySweep, {});
  expect(await subjects(user.email)).toHaveLength(1);

  await dueIn(user.id, "23 hours");
  await runJob(accountRecoverySweep, {});
  await runJob(accountRecoverySweep, {});
  expect((await subjects(user.email)).slice(1)).toEqual([
    "Two-factor authentication is switched off tomorrow",
  ]);
  expect(await twoFactorOn(user.id)).toBe(true);

  await dueIn(user.id, "-1 second");
  await Promise.all([runJob(accountRecoverySweep, {}), runJob(accountRecoverySweep, {})]);
  expect((await subjects(user.email)).slice(2)).toEqual(["Two-factor authentication was switched off"]);
  expect(await requestsOf(user.id)).toMatchObject([{ completed: true }]);
  expect(await twoFactorOn(user.id)).toBe(false);
  const left = await ownerSql()`select 1 from recovery_codes where user_id = ${user.id}
    union all select 1 from sessions where user_id = ${user.id} and revoked_at is null`;
  expect(left).toEqual([]);
  const dead = cancelAccountRecovery(anonymous(), { token: await linkOf(user.email) });
  await expect(dead).rejects.toMatchObject({ code: "conflict" });
  const steps =
    await ownerSql()`select action from audit_events where user_id = ${user.id} and action like 'account_recovery.%'
    and result = 'done' order by occurred_at, seq`;
  expect(steps.map(({ action }) => action)).toEqual([
    "account_recovery.request",
    "account_recovery.remind",
    "account_recovery.complete",
  ]);
});

test("a cancelled request never completes, and the reminder's link cancels too", async () => {
  const user = await makeLocked();
  await ask(user.id);
  await dueIn(user.id, "2 hours");
  await runJob(accountRecoverySweep, {});
  await cancelAccountRecovery(anonymous(), { token: await linkOf(user.email, 1) });
  await dueIn(user.id, "-1 hour");
  await runJob(accountRecoverySweep, {});
  expect(await twoFactorOn(user.id)).toBe(true);
});

test("signing in with every factor cancels the request and mails it", async () => {
  const user = await makeLocked();
  await ask(user.id);
  const code = user.codes[0] ?? "";
  await passSecondFactor(anonymous(), { challenge: await makeChallenge(user.id), code });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: true }]);
  expect(await subjects(user.email)).toContain("The request for your account was cancelled");
});

test("a repeated factor in an open session cancels; a password does not", async () => {
  const { actor, user } = await makeMember();
  const { codes } = await makeTwoFactor(user.id);
  await ask(user.id);
  await expect(stepUp(actor, { stepUpPassword: "not enough" })).rejects.toMatchObject({ code: "invalid" });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: false }]);
  await stepUp(actor, { stepUpCode: codes[0] ?? "" });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: true }]);
  expect(await subjects(user.email)).toContain("The request for your account was cancelled");
});

test("a password reset keeps the request and mails its cancel link", {
  tag: ["@V6.4.3", "@V6.4.4"],
}, async () => {
  const user = await makeLocked();
  await ask(user.id);
  await requestReset(anonymous(), { email: user.email });
  const mails = async () => (await mailsTo(user.email)) as PlatformMail[];
  const token = tokenIn(await mails(), "reset_password");
  await resetPassword(anonymous(), { token, password: "Slow-rivers8 carry" });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: false }]);
  const told = (await mails()).at(-1);
  expect(told).toMatchObject({ subject: "Your password was reset" });
  expect(told?.paragraphs.join()).toContain("There is a request to get into your account without a code.");
  await cancelAccountRecovery(anonymous(), { token: tokenIn(told ? [told] : [], "cancel_recovery") });
  expect(await requestsOf(user.id)).toMatchObject([{ cancelled: true }]);
});

test("a person sees and cancels their own request only", async () => {
  const { actor, user } = await makeMember();
  await makeTwoFactor(user.id);
  await ask(user.id);
  const { actor: other } = await makeMember();
  expect(await getMyRecovery(other, {})).toBeNull();
  for (const stranger of [other, anonymous()])
    await expect(cancelAccountRecovery(stranger, {})).rejects.toMatchObject({ code: "conflict" });

  expect(await getMyRecovery(actor, {})).toMatchObject({ dueAt: expect.any(Date) });
  await cancelAccountRecovery(actor, {});
  expect(await getMyRecovery(actor, {})).toBeNull();
});

test("an owner shortens a member's request to an hour, no lower", {
  tag: ["@V8.2.2", "@V6.4.4"],
}, async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const { user: member } = await makeMember({ workspaceId, role: "member" });
  const recoveryId = await makeRecovery(member.id);
  expect(await listMemberRecoveries(owner, {})).toMatchObject([{ id: recoveryId, email: member.email }]);
  await shortenAccountRecovery(owner, { recoveryId });

  const [request] = await requestsOf(member.id);
  expect(request?.shortened_by).toBe(owner.userId);
  expect(Math.round(request?.seconds / 60)).toBe(60);
  expect(await subjects(member.email)).toEqual(["Your two-factor authentication is switched off in an hour"]);
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({
    action: "account_recovery.shorten",
    target: recoveryId,
  });
  await expect(shortenAccountRecovery(owner, { recoveryId })).rejects.toMatchObject({ code: "notFound" });

  await cancelAccountRecovery(anonymous(), { token: await linkOf(member.email) });
  expect(await listMemberRecoveries(owner, {})).toEqual([]);
});

test("admins, foreign owners and the person cannot shorten a request", {
  tag: ["@V8.2.1", "@V8.2.2"],
}, async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const { actor: admin, user } = await makeMember({ workspaceId, role: "admin" });
  const recoveryId = await makeRecovery(user.id);
  const { actor: stranger } = await makeMember();
  await expect(shortenAccountRecovery(admin, { recoveryId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(shortenAccountRecovery(stranger, { recoveryId })).rejects.toMatchObject({ code: "notFound" });
  expect(await listMemberRecoveries(stranger, {})).toEqual([]);

  const own = await makeRecovery(owner.userId);
  await expect(shortenAccountRecovery(owner, { recoveryId: own })).rejects.toMatchObject({
    code: "notFound",
  });
});
