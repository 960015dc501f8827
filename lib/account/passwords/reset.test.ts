import { expect, test } from "@playwright/test";
import { mailsTo, tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { requestEmailChange } from "#lib/account/email-changes/request.ts";
import { rememberDevice } from "#lib/account/sessions/device.ts";
import { signIn } from "#lib/account/sign-in/sign-in.ts";
import { resendVerification } from "#lib/account/users/resend-verification.ts";
import { signUp } from "#lib/account/users/sign-up.ts";
import type { Member } from "#lib/core/actor.ts";
import type { AppError } from "#lib/core/errors.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeMember, makeUser, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { changePassword } from "./change.ts";
import { hashPassword, verifyPassword } from "./hash.ts";
import { requestReset } from "./request-reset.ts";
import { resetPassword } from "./reset.ts";

const old = "Tide-harbour7 lamp";
const fresh = "Slow-rivers8 carry";

const block = () => Math.floor(Math.random() * 65535).toString(16);
const visitor = () => ({
  ...anonymous(),
  origin: { ...anonymous().origin, ip: `2001:db8:${block()}:${block()}::1` },
});

async function somebody() {
  const member = await makeMember();
  const hash = await hashPassword(old);
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${member.user.id}`);
  return member;
}

const hashOf = async (userId: string) =>
  (await ownerSql()`select password_hash from users where id = ${userId}`)[0]?.password_hash as string;

const live = async (userId: string) =>
  (await ownerSql()`select id from sessions where user_id = ${userId} and revoked_at is null`).map(
    ({ id }) => id as string,
  );

async function linkFor(email: string) {
  await requestReset(visitor(), { email });
  return tokenIn(await mailsTo(email), "reset_password");
}

const wordsOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => `${error.code} ${error.message} ${JSON.stringify(error.fields)}`,
  );

test("a reset link is stored as a hash for 30 minutes", {
  tag: ["@V6.4.1", "@V6.5.5"],
}, async () => {
  const { user } = await somebody();
  const token = await linkFor(user.email);
  const [row] =
    await ownerSql()`select token_hash, extract(epoch from expires_at - created_at)::int as seconds
    from email_tokens where user_id = ${user.id} and purpose = 'reset_password'`;
  expect(Buffer.from(row?.token_hash)).toEqual(hashToken(token));
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(row?.seconds).toBe(1800);
  expect(JSON.stringify(await mailsTo(user.email))).not.toContain(token);
});

test("a reset ends sessions, keeps the second factor and mails it", {
  tag: ["@V6.4.3", "@V7.4.3"],
}, async () => {
  const { user } = await somebody();
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${user.id}`);
  await ownerSql()`insert into login_challenges (id_hash, user_id, amr, expires_at)
    values (${hashToken(randomToken())}, ${user.id}, '{pwd}', now() + interval '5 minutes')`;
  const token = await linkFor(user.email);
  expect(await resetPassword(visitor(), { token, password: fresh })).toBeUndefined();

  expect(await verifyPassword(fresh, await hashOf(user.id))).toBe(true);
  expect(await live(user.id)).toEqual([]);
  const open =
    await ownerSql()`select user_id from login_challenges where user_id = ${user.id} and used_at is null`;
  expect(open).toHaveLength(0);
  const subjects = (await mailsTo(user.email)).map(({ subject }) => subject);
  expect(subjects).toEqual(["Choose a new password", "Your password was reset"]);
  expect(await signIn(visitor(), { email: user.email, password: fresh })).toMatchObject({
    kind: "challenge",
  });
});

test("only the newest reset link works, once, and dead ones look alike", {
  tag: ["@V6.4.1", "@V6.5.1"],
}, async () => {
  const { user } = await somebody();
  const first = await linkFor(user.email);
  const second = await linkFor(user.email);
  const late = (await somebody()).user;
  const tooLate = await linkFor(late.email);
  await ownerSql()`update email_tokens set expires_at = now() where user_id = ${late.id}`;
  const moved = (await somebody()).user;
  const ofBefore = await linkFor(moved.email);
  await asOwner((sql) => sql`update users set email = ${uniqueEmail()} where id = ${moved.id}`);
  const closed = (await somebody()).user;
  const ofDisabled = await linkFor(closed.email);
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${closed.id}`);

  await resetPassword(visitor(), { token: second, password: fresh });
  const words = new Set<string>();
  for (const token of [first, second, tooLate, ofBefore, ofDisabled, "forged", ""])
    words.add(await wordsOf(resetPassword(visitor(), { token, password: "Other-meadows6 sing" })));
  expect([...words]).toEqual([expect.stringContaining("conflict This link does not work any more.")]);
  expect(await verifyPassword(old, await hashOf(late.id))).toBe(true);
});

test("ten uses of one link at once change the password once", { tag: "@V15.4.2" }, async () => {
  const { user } = await somebody();
  const token = await linkFor(user.email);
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => resetPassword(visitor(), { token, password: `${fresh} ${n}` })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("five requests at once leave one link that works", { tag: "@V15.4.2" }, async () => {
  const { user } = await somebody();
  await Promise.all(Array.from({ length: 5 }, () => requestReset(visitor(), { email: user.email })));
  const open = await ownerSql()`select 1 from email_tokens where user_id = ${user.id} and used_at is null`;
  expect(open).toHaveLength(1);
});

test("a reset applies sign-up rules and leaves the link on refusal", {
  tag: ["@V6.2.4", "@V6.2.11", "@V6.2.12"],
}, async () => {
  const { user, workspaceId } = await somebody();
  await asOwner((sql) => sql`update workspaces set name = 'Quorndon Mills' where id = ${workspaceId}`);
  const token = await linkFor(user.email);
  for (const password of ["short", "Password1!", "Ada-Lovelace1", "Quorndon-Mills1", "Mailneo-2026 x"])
    expect(await wordsOf(resetPassword(visitor(), { token, password })), password).toContain(
      'invalid Check the marked fields. {"password":',
    );
  expect(await live(user.id)).toHaveLength(1);
  await resetPassword(visitor(), { token, password: fresh });
});

test("an address nobody has gets no mail, and the same answer", { tag: ["@V6.4.4", "@V6.3.8"] }, async () => {
  const nobody = uniqueEmail();
  const { user } = await somebody();
  expect(await wordsOf(requestReset(visitor(), { email: nobody }))).toBe(
    await wordsOf(requestReset(visitor(), { email: user.email })),
  );
  expect(await mailsTo(nobody)).toEqual([]);
  for (let n = 0; n < 11; n++) await requestReset(visitor(), { email: nobody });
  for (let n = 0; n < 11; n++) await requestReset(visitor(), { email: user.email });
  expect(await wordsOf(requestReset(visitor(), { email: nobody }))).toContain("tooOften");
  expect(await wordsOf(requestReset(visitor(), { email: user.email }))).toContain("tooOften");
});

test("exhausted reset mails leave the owner's other channels open", {
  tag: "@V6.3.1",
}, async () => {
  const { actor, user } = await somebody();
  const { email } = user;
  const stranger = visitor();
  for (let n = 0; n < 4; n++) await requestReset(stranger, { email });
  expect(await wordsOf(requestReset(stranger, { email }))).toContain("tooOften");
  expect(await wordsOf(requestReset(visitor(), { email })), "one network is not all").toBe("done");

  for (let n = 0; n < 7; n++) await requestReset(visitor(), { email });
  expect(await wordsOf(requestReset(visitor(), { email })), "many networks fill it").toContain("tooOften");
  const device = rememberDevice(null, user.id);
  expect(await wordsOf(requestReset(stranger, { email, device }))).toBe("done");
  expect(await wordsOf(requestReset(actor, {}))).toBe("done");
  for (const of of [rememberDevice(null, actor.sessionId), "made up"])
    expect(await wordsOf(requestReset(visitor(), { email, device: of }))).toContain("tooOften");
  for (let n = 0; n < 3; n++) await requestReset(visitor(), { email, device });
  expect(await wordsOf(requestReset(visitor(), { email, device })), "their bucket fills too").toContain(
    "tooOften",
  );
});

test("mails of other kinds never shut a password reset", { tag: "@V6.3.1" }, async () => {
  const { user } = await somebody();
  const { email } = user;
  const strange = [visitor(), visitor(), visitor(), visitor()];
  for (const from of strange)
    for (let n = 0; n < 4; n++) {
      await wordsOf(resendVerification(from, { email }));
      await wordsOf(signUp(from, { name: "Ada", workspaceName: "Engines", email, password: old }));
    }
  expect(await wordsOf(resendVerification(visitor(), { email }))).toContain("tooOften");
  expect(await mailsTo(email), "of a verified account").toHaveLength(5);
  await resetPassword(visitor(), { token: await linkFor(email), password: fresh });
});

test("spent resets leave a link that outlives the wait", { tag: "@V6.3.1" }, async () => {
  const { user } = await somebody();
  const { email } = user;
  for (let n = 0; n < 12; n++) await requestReset(visitor(), { email });
  const refused = await requestReset(visitor(), { email }).catch((error: AppError) => error);
  expect(refused).toMatchObject({
    code: "tooOften",
    message: expect.stringContaining("the newest link in its mailbox still works"),
  });
  const [link] =
    await ownerSql()`select extract(epoch from expires_at - now())::int as seconds from email_tokens
    where user_id = ${user.id} and used_at is null`;
  expect(link?.seconds).toBeGreaterThanOrEqual((refused as AppError).retryAfter ?? 0);
});

test("a full network does not shut a known browser's reset", { tag: "@V6.3.1" }, async () => {
  const { user } = await somebody();
  const { email } = user;
  const neighbour = visitor();
  for (let n = 0; n < 20; n++) await requestReset(neighbour, { email: uniqueEmail() });
  expect(await wordsOf(requestReset(neighbour, { email }))).toContain("tooOften");
  const device = rememberDevice(null, user.id);
  expect(await wordsOf(requestReset(neighbour, { email, device }))).toBe("done");
});

test("guesses that go on do not delay the sign-in after a reset", { tag: "@V6.3.1" }, async () => {
  const { user } = await somebody();
  const { email } = user;
  const owner = visitor();
  await resetPassword(owner, { token: await linkFor(email), password: fresh });
  for (let n = 0; n < 6; n++) await wordsOf(signIn(visitor(), { email, password: "wrong" }));
  expect(await wordsOf(signIn(visitor(), { email, password: fresh }))).toContain("tooOften");
  expect(await signIn(owner, { email, password: fresh })).toMatchObject({ kind: "session" });
});

test("one network asks for twenty links an hour, whatever addresses it names", {
  tag: "@V6.3.1",
}, async () => {
  const ip = visitor().origin.ip;
  const from = () => ({ ...anonymous(), origin: { ...anonymous().origin, ip } });
  for (let n = 0; n < 20; n++) await requestReset(from(), { email: uniqueEmail() });
  expect(await wordsOf(requestReset(from(), { email: uniqueEmail() }))).toContain("tooOften");
});

test("a reset verifies the address and cancels sign-ups and changes", async () => {
  const email = uniqueEmail("waiting");
  await signUp(visitor(), { name: "Ada", workspaceName: "Engines", email, password: old });
  const [before] = await ownerSql()`select id from users where email = ${email}`;
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${before?.id}`);
  await resetPassword(visitor(), { token: await linkFor(email), password: fresh });
  const [user] =
    await ownerSql()`select email_verified_at, totp_enabled_at from users where id = ${before?.id}`;
  expect(user?.email_verified_at).not.toBeNull();
  expect(user?.totp_enabled_at, "nor is a way in left that somebody else prepared").toBeNull();
  expect(
    await ownerSql()`select 1 from email_tokens where user_id = ${before?.id} and used_at is null and purpose <> 'disown_session'`,
  ).toHaveLength(0);

  const { actor, user: other } = await somebody();
  await requestEmailChange(actor, { email: uniqueEmail() });
  await resetPassword(visitor(), { token: await linkFor(other.email), password: fresh });
  const [change] = await ownerSql()`select cancelled_at from email_changes where user_id = ${other.id}`;
  expect(change?.cancelled_at).not.toBeNull();
});

test("a reset forgets earlier wrong guesses", { tag: "@V6.3.1" }, async () => {
  const { user } = await somebody();
  for (let n = 0; n < 6; n++) await wordsOf(signIn(visitor(), { email: user.email, password: "wrong" }));
  expect(await wordsOf(signIn(visitor(), { email: user.email, password: old }))).toContain("tooOften");
  await resetPassword(visitor(), { token: await linkFor(user.email), password: fresh });
  expect(await signIn(visitor(), { email: user.email, password: fresh })).toMatchObject({ kind: "session" });
});

test("a change asks the current password, ends other sessions and mails it", {
  tag: ["@V6.2.3", "@V7.4.3", "@V6.3.7"],
}, async () => {
  const { actor, user, workspaceId } = await somebody();
  const other = await somebodyElsewhere(user.id, workspaceId);
  const change = (currentPassword: string, password = fresh) =>
    wordsOf(changePassword(actor, { currentPassword, password }));
  expect(await change("Not-mine-at-all1")).toContain("That is not your password.");
  expect(await change(old, old)).toContain("That is your password already.");
  expect(await change(old, "Ada-Lovelace1")).toContain('"password":');
  expect(await live(user.id)).toContain(other);

  const [was] = await ownerSql()`select sid_hash from sessions where id = ${actor.sessionId}`;
  const { sid } = await changePassword(actor, { currentPassword: old, password: fresh });
  expect(await live(user.id)).toEqual([actor.sessionId]);
  const [is] = await ownerSql()`select sid_hash from sessions where id = ${actor.sessionId}`;
  expect(Buffer.from(is?.sid_hash)).toEqual(hashToken(sid));
  expect(Buffer.from(is?.sid_hash)).not.toEqual(Buffer.from(was?.sid_hash));
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual(["Your password was changed"]);
});

test("five wrong current passwords block even the right one", {
  tag: "@V6.2.3",
}, async () => {
  const { actor } = await somebody();
  for (let n = 0; n < 5; n++)
    await wordsOf(changePassword(actor, { currentPassword: "Not-mine-at-all1", password: fresh }));
  expect(await wordsOf(changePassword(actor, { currentPassword: old, password: fresh }))).toContain(
    "tooOften",
  );
});

test("with a second factor a change also needs a fresh proof", {
  tag: "@V7.5.1",
}, async () => {
  const { actor, user } = await somebody();
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${user.id}`);
  const stale: Member = { ...actor, authTime: new Date(Date.now() - 601_000) };
  expect(await wordsOf(changePassword(stale, { currentPassword: old, password: fresh }))).toContain(
    "reauthenticate",
  );
  await changePassword(actor, { currentPassword: old, password: fresh });
});

test("two changes at once: one wins, the other changes nothing", { tag: "@V15.4.2" }, async () => {
  const { actor } = await somebody();
  const answers = await Promise.all(
    [`${fresh} 1`, `${fresh} 2`].map((password) =>
      wordsOf(changePassword(actor, { currentPassword: old, password })),
    ),
  );
  expect(answers.filter((words) => words === "done")).toHaveLength(1);
});

test("a person without a password cannot sign in and gets a link", async () => {
  const user = await makeUser();
  expect(await wordsOf(signIn(visitor(), { email: user.email, password: old }))).toContain("do not match");
  const { actor, user: member } = await makeMember();
  expect(await wordsOf(changePassword(actor, { currentPassword: old, password: fresh }))).toContain(
    "That is not your password.",
  );
  await requestReset(actor, {});
  expect(tokenIn(await mailsTo(member.email), "reset_password")).not.toBe("");
});

async function somebodyElsewhere(userId: string, workspaceId: string) {
  const [row] = await ownerSql()`insert into sessions (id, sid_hash, user_id, workspace_id, amr)
    values (new_id(), ${hashToken(randomToken())}, ${userId}, ${workspaceId}, '{pwd}') returning id`;
  return row?.id as string;
}

test("a reset refuses the password it replaces, and its link stays", { tag: "@V6.4.3" }, async () => {
  const { user } = await somebody();
  const token = await linkFor(user.email);
  await expect(resetPassword(visitor(), { token, password: old })).rejects.toMatchObject({
    fields: { password: expect.stringContaining("you are replacing") },
  });
  await resetPassword(visitor(), { token, password: fresh });
});
