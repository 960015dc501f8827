import { expect, test } from "@playwright/test";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { beginTwoFactor } from "#lib/account/two-factor/begin.ts";
import { enableTwoFactor } from "#lib/account/two-factor/enable.ts";
import { getEnrolment } from "#lib/account/two-factor/enrolment.ts";
import { totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { signUp } from "#lib/account/users/sign-up.ts";
import type { AppError } from "#lib/core/errors.ts";
import {
  anonymous,
  asOwner,
  makeInvitation,
  makeMember,
  makeUser,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { approveEmailChange } from "./approve.ts";
import { cancelEmailChange } from "./cancel.ts";
import { confirmEmailChange } from "./confirm.ts";
import { mailsTo, makeEmailChange, tokenIn } from "./email-change.fixture.ts";
import { getPendingEmailChange } from "./pending.ts";
import { requestEmailChange } from "./request.ts";
import { withdrawEmailChange } from "./withdraw.ts";

const addressOf = async (userId: string) =>
  (await ownerSql()`select email from users where id = ${userId}`)[0]?.email as string;

const liveSessions = async (userId: string) =>
  (await ownerSql()`select id from sessions where user_id = ${userId} and revoked_at is null`).map(
    ({ id }) => id as string,
  );

const wordsOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => `${error.code} ${error.message}`,
  );

const dead =
  "conflict This link does not work any more: it was used, it is too old, or the change was called off. Nothing was changed now.";

test("without a second factor both addresses agree in either order", {
  tag: "@V6.3.7",
}, async () => {
  for (const order of ["new first", "old first"]) {
    const change = await makeEmailChange();
    const steps = [
      () => confirmEmailChange(anonymous(), { token: change.confirm_email }),
      () => approveEmailChange(change.actor, { token: change.approve_email }),
    ];
    const [first, second] = order === "new first" ? steps : steps.reverse();
    expect(await first?.()).toEqual({ done: false });
    expect(await addressOf(change.user.id), order).toBe(change.user.email);
    expect(await second?.()).toEqual({ done: true });
    expect(await addressOf(change.user.id), order).toBe(change.newEmail);
    expect(await liveSessions(change.user.id)).toEqual(order === "new first" ? [change.actor.sessionId] : []);
    const subjects = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject);
    expect(await subjects(change.user.email)).toEqual([
      "Your email address is about to change",
      "Your email address was changed",
    ]);
    expect(await subjects(change.newEmail)).toEqual([
      "Confirm your new email address",
      "This is your address now",
    ]);
  }
});

test("with a second factor the new address alone decides", { tag: "@V6.3.7" }, async () => {
  const change = await makeEmailChange({ twoFactor: true });
  expect(change.approve_email).toBe("");
  expect(change.cancel_email).not.toBe("");
  expect(await confirmEmailChange(anonymous(), { token: change.confirm_email })).toEqual({ done: true });
  expect(await addressOf(change.user.id)).toBe(change.newEmail);
});

test("a factor enabled just now does not spare the old address", {
  tag: "@V6.3.7",
}, async () => {
  const { actor, user } = await makeMember();
  await beginTwoFactor(actor, {});
  await enableTwoFactor(actor, { code: totpCodeAt((await getEnrolment(actor))?.secret ?? "") });
  const email = uniqueEmail("new");
  await requestEmailChange(actor, { email });
  const token = tokenIn(await mailsTo(email), "confirm_email");
  expect(await confirmEmailChange(anonymous(), { token })).toEqual({ done: false });
  expect(await addressOf(user.id)).toBe(user.email);
});

test("a session that ended meanwhile changes no address", { tag: "@V7.4.3" }, async () => {
  const { actor } = await makeMember();
  await ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`;
  const email = uniqueEmail();
  await expect(requestEmailChange(actor, { email })).rejects.toMatchObject({ code: "conflict" });
  expect(await mailsTo(email)).toEqual([]);
});

test("only its owner learns that an address is taken", {
  tag: "@V6.3.8",
}, async () => {
  const owner = await makeUser();
  const change = await makeEmailChange({ to: owner.email });
  const [mail] = await mailsTo(owner.email);
  expect(mail?.subject).toBe("Your address was entered for another account");
  expect(mail?.link ?? mail?.undo).toBeUndefined();
  expect(await getPendingEmailChange(change.actor, {})).toMatchObject({ newEmail: owner.email });
  expect(await approveEmailChange(anonymous(), { token: change.approve_email })).toEqual({ done: false });

  const late = await makeEmailChange();
  await approveEmailChange(anonymous(), { token: late.approve_email });
  await makeUser({ email: late.newEmail });
  expect(await wordsOf(confirmEmailChange(anonymous(), { token: late.confirm_email }))).toBe(dead);
  expect(await addressOf(late.user.id)).toBe(late.user.email);
});

test("of two people confirming one new address, one gets it", { tag: "@V15.4.2" }, async () => {
  const to = uniqueEmail("wanted");
  const both = [
    await makeEmailChange({ to, twoFactor: true }),
    await makeEmailChange({ to, twoFactor: true }),
  ];
  const tokens = [both[0]?.confirm_email ?? "", both[1]?.confirm_email ?? ""];
  // The second one's mail came last, so the fixture saw its link; the first one's is in the first mail.
  const mails = await mailsTo(to);
  tokens[0] = tokenIn(mails.slice(0, 1), "confirm_email");
  const words = await Promise.all(tokens.map((token) => wordsOf(confirmEmailChange(anonymous(), { token }))));
  expect(words.sort()).toEqual([dead, "done"]);
  expect(await ownerSql()`select 1 from users where email = ${to}`).toHaveLength(1);
});

test("the old address cancels a waiting change with all its links", async () => {
  const change = await makeEmailChange();
  expect(await cancelEmailChange(anonymous(), { token: change.cancel_email })).toEqual({ restored: false });
  for (const work of [
    () => confirmEmailChange(anonymous(), { token: change.confirm_email }),
    () => approveEmailChange(anonymous(), { token: change.approve_email }),
    () => cancelEmailChange(anonymous(), { token: change.cancel_email }),
    () => confirmEmailChange(anonymous(), { token: "made up" }),
    () => approveEmailChange(anonymous(), { token: change.confirm_email }),
  ])
    expect(await wordsOf(work())).toBe(dead);
  expect(await liveSessions(change.user.id)).toEqual([change.actor.sessionId]);
  expect(await getPendingEmailChange(change.actor, {})).toBeNull();
});

test("within 7 days the old address reverts a finished change", async () => {
  const change = await makeEmailChange({ twoFactor: true });
  await confirmEmailChange(change.actor, { token: change.confirm_email });
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'tests', 'test.make', 'done', null, '{}', null, null, 'tests')`;
    for (const [name, age] of [
      ["Owner's", "8 days"],
      ["A stranger's from just before", "1 day"],
      ["Stranger's", "0 days"],
    ] as const)
      await sql`insert into passkeys (id, user_id, credential_id, public_key, name, created_at)
        values (new_id(), ${change.user.id}, ${Buffer.from(name + change.user.id)}, '\\x00', ${name}, now() - ${age}::interval)`;
  });
  const undo = tokenIn(await mailsTo(change.user.email), "cancel_email");
  expect(undo).not.toBe(change.cancel_email);
  expect(await cancelEmailChange(anonymous(), { token: change.cancel_email })).toEqual({ restored: true });

  expect(await addressOf(change.user.id)).toBe(change.user.email);
  expect(await liveSessions(change.user.id)).toEqual([]);
  const [row] =
    await ownerSql()`select has_password, totp_enabled_at from users where id = ${change.user.id}`;
  expect(row).toEqual({ has_password: false, totp_enabled_at: expect.any(Date) });
  const left = await ownerSql()`select name from passkeys where user_id = ${change.user.id}`;
  expect(left.map(({ name }) => name)).toEqual(["Owner's"]);
  expect(await wordsOf(cancelEmailChange(anonymous(), { token: undo }))).toBe(dead);
  const token = tokenIn(await mailsTo(change.user.email), "reset_password");
  await resetPassword(anonymous(), { token, password: "Slow-rivers8 carry" });
});

test("taking an address back ends what was asked for meanwhile", { tag: "@V6.3.7" }, async () => {
  const change = await makeEmailChange();
  await approveEmailChange(anonymous(), { token: change.approve_email });
  await confirmEmailChange(change.actor, { token: change.confirm_email });
  const invitation = await makeInvitation(change.workspaceId, { role: "admin", invitedBy: change.user.id });
  await asOwner(
    (sql) =>
      sql`update users set totp_enabled_at = now(), totp_secret = '\\x00' where id = ${change.user.id}`,
  );
  const undo = tokenIn(await mailsTo(change.user.email), "cancel_email");
  expect(await cancelEmailChange(anonymous(), { token: undo })).toEqual({ restored: true });
  const [after] = await ownerSql()`
    select (select cancelled_at is not null from invitations where id = ${invitation.id}) as invitation_ended,
      (select totp_enabled_at is null from users where id = ${change.user.id}) as factor_off`;
  expect(after).toEqual({ invitation_ended: true, factor_off: true });
  const mail = (await mailsTo(change.user.email)).at(-1);
  expect(mail?.paragraphs.join()).toContain(`Invitations cancelled: ${invitation.email}`);
});

test("the first address of two takeovers reverts both", async () => {
  const first = await makeEmailChange({ twoFactor: true });
  await confirmEmailChange(first.actor, { token: first.confirm_email });
  const third = uniqueEmail("third");
  await requestEmailChange(first.actor, { email: third });
  await confirmEmailChange(first.actor, { token: tokenIn(await mailsTo(third), "confirm_email") });
  const between = tokenIn(await mailsTo(first.newEmail), "cancel_email");

  expect(await cancelEmailChange(anonymous(), { token: first.cancel_email })).toEqual({ restored: true });
  expect(await addressOf(first.user.id)).toBe(first.user.email);
  expect(await wordsOf(cancelEmailChange(anonymous(), { token: between }))).toBe(dead);
});

test("an attacker's own cancelled change keeps the reverting link alive", {
  tag: "@V6.3.7",
}, async () => {
  for (const completed of [false, true]) {
    const first = await makeEmailChange({ twoFactor: true });
    await confirmEmailChange(first.actor, { token: first.confirm_email });
    const third = uniqueEmail("third");
    await requestEmailChange(first.actor, { email: third });
    if (completed)
      await confirmEmailChange(first.actor, { token: tokenIn(await mailsTo(third), "confirm_email") });
    const theirs = tokenIn(await mailsTo(first.newEmail), "cancel_email");
    expect(await cancelEmailChange(anonymous(), { token: theirs })).toEqual({ restored: completed });

    expect(await cancelEmailChange(anonymous(), { token: first.cancel_email })).toEqual({ restored: true });
    expect(await addressOf(first.user.id)).toBe(first.user.email);
  }
});

test("an address that can still revert is closed to sign-up", {
  tag: "@V6.3.7",
}, async () => {
  const change = await makeEmailChange({ twoFactor: true });
  await confirmEmailChange(anonymous(), { token: change.confirm_email });
  const { email } = change.user;
  await signUp(anonymous(), {
    name: "Eve",
    workspaceName: "Eavesdroppers",
    email,
    password: "Slow-rivers8 carry",
  });
  expect(await ownerSql()`select 1 from users where email = ${email}`).toEqual([]);
  expect((await mailsTo(email)).at(-1)).toMatchObject({ subject: "No new account was made" });
  expect(await cancelEmailChange(anonymous(), { token: change.cancel_email })).toEqual({ restored: true });
  expect(await addressOf(change.user.id)).toBe(email);
});

test("a change link lives 24 hours, the reverting one 7 days", async () => {
  const late = await makeEmailChange({ twoFactor: true });
  await ownerSql()`update email_tokens set expires_at = now() where user_id = ${late.user.id} and purpose = 'confirm_email'`;
  expect(await wordsOf(confirmEmailChange(anonymous(), { token: late.confirm_email }))).toBe(dead);

  const old = await makeEmailChange({ twoFactor: true });
  const lives =
    await ownerSql()`select purpose, extract(epoch from expires_at - created_at)::int / 3600 as hours
    from email_tokens where user_id = ${old.user.id} order by purpose`;
  expect(lives).toEqual([
    { purpose: "cancel_email", hours: 168 },
    { purpose: "confirm_email", hours: 24 },
  ]);
  await confirmEmailChange(anonymous(), { token: old.confirm_email });
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'tests', 'test.make', 'done', null, '{}', null, null, 'tests')`;
    await sql`update email_changes set completed_at = now() - interval '8 days' where id = ${old.id}`;
  });
  expect(await wordsOf(cancelEmailChange(anonymous(), { token: old.cancel_email }))).toBe(dead);
});

test("a new request cancels the first, and cancel needs a request", async () => {
  const change = await makeEmailChange();
  const second = uniqueEmail("second");
  await requestEmailChange(change.actor, { email: second });
  expect(await wordsOf(confirmEmailChange(anonymous(), { token: change.confirm_email }))).toBe(dead);
  expect(await getPendingEmailChange(change.actor, {})).toMatchObject({ newEmail: second });
  await withdrawEmailChange(change.actor, {});
  expect(await getPendingEmailChange(change.actor, {})).toBeNull();
  expect(await wordsOf(withdrawEmailChange(change.actor, {}))).toBe("notFound That change no longer exists.");
});

test("a person has five changes, an address five mails, an hour", {
  tag: "@V6.3.1",
}, async () => {
  const { actor } = await makeMember();
  for (let n = 0; n < 5; n++) await requestEmailChange(actor, { email: uniqueEmail() });
  expect(await wordsOf(requestEmailChange(actor, { email: uniqueEmail() }))).toContain("tooOften");
  const target = uniqueEmail("target");
  for (let n = 0; n < 5; n++) await requestEmailChange((await makeMember()).actor, { email: target });
  expect(await wordsOf(requestEmailChange((await makeMember()).actor, { email: target }))).toContain(
    "tooOften",
  );
  const older = await makeMember();
  await asOwner(
    (sql) => sql`update users set created_at = now() - interval '8 days' where id = ${older.user.id}`,
  );
  expect(
    await wordsOf(requestEmailChange(older.actor, { email: target })),
    "not shut by new accounts",
  ).not.toContain("tooOften");
});

test("one's own address is refused, and an unverified one verifies first", async () => {
  const { actor, user } = await makeMember();
  expect(await wordsOf(requestEmailChange(actor, { email: user.email.toUpperCase() }))).toContain("invalid");
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'tests', 'test.make', 'done', null, '{}', null, null, 'tests')`;
    await sql`update users set email_verified_at = null where id = ${user.id}`;
  });
  expect(await wordsOf(requestEmailChange(actor, { email: uniqueEmail() }))).toBe(
    "conflict Verify the address you have first.",
  );
});
