import { expect, test } from "@playwright/test";
import { lookAtLink } from "#lib/account/mailed-links/look-at-link.ts";
import { verifyPassword } from "#lib/account/passwords/hash.ts";
import { liveSession } from "#lib/account/sessions/session-actor.ts";
import { signIn } from "#lib/account/sign-in/sign-in.ts";
import type { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { anonymous, asOwner, makeUser, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { resendVerification } from "./resend-verification.ts";
import { signUp } from "./sign-up.ts";
import { verifyEmail } from "./verify-email.ts";

const password = "Tide-harbour7 lamp";
const person = (email = uniqueEmail()) => ({
  name: "Ada Lovelace",
  workspaceName: "Analytical Engines",
  email,
  password,
});

const visitor = () => ({
  ...anonymous(),
  origin: {
    ...anonymous().origin,
    ip: `2001:db8:${Math.floor(Math.random() * 65535).toString(16)}:${Math.floor(Math.random() * 65535).toString(16)}::1`,
  },
});

const mailsTo = async (email: string) =>
  (
    await ownerSql()<{ data: PlatformMail }[]>`select data from pgboss.job where name = 'newcomer-mail'
      and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);

const tokenIn = (mail: PlatformMail | undefined) => mailedToken("verify_email", mail?.link?.seed ?? "");

const userBy = async (email: string) => {
  const [row] =
    await ownerSql()`select id, name, password_hash, email_verified_at from users where email = ${email}`;
  return row as { id: string; name: string; password_hash: string; email_verified_at: Date | null };
};

const fieldsOf = async (input: Record<string, unknown>) => {
  try {
    await signUp(visitor(), input as never);
    return "done";
  } catch (error) {
    return (error as AppError).fields;
  }
};

test("a sign-up makes person, workspace and a mailed link, never stored", async () => {
  const actor = visitor();
  const input = person(`Ada.${Date.now()}@Example.COM`);
  await signUp(actor, input);

  const email = input.email.toLowerCase();
  const user = await userBy(email);
  expect(user).toMatchObject({ name: "Ada Lovelace", email_verified_at: null });
  expect(user.password_hash).toMatch(/^\$2b\$12\$/);
  const [membership] =
    await ownerSql()`select m.role, w.name, w.plan from memberships m join workspaces w on w.id = m.workspace_id
    where m.user_id = ${user.id}`;
  expect(membership).toEqual({ role: "owner", name: "Analytical Engines", plan: "starter" });

  const [mail] = await mailsTo(email);
  const [link] =
    await ownerSql()`select token_hash, extract(epoch from expires_at - created_at)::int as seconds from email_tokens
    where user_id = ${user.id}`;
  expect(Buffer.from(link?.token_hash)).toEqual(hashToken(tokenIn(mail)));
  expect(link?.seconds).toBe(24 * 3600);
  expect(JSON.stringify(mail)).not.toContain(tokenIn(mail));
  const log =
    await ownerSql()`select action, result, detail from audit_events where request_id = ${actor.origin.requestId}`;
  expect(log).toEqual([
    { action: "user.sign_up", result: "done", detail: { workspace: "Analytical Engines" } },
  ]);
});

test("a known address gets the same answer, a mail, and no change", { tag: "@V6.3.8" }, async () => {
  const user = await makeUser({ passwordHash: "$2b$12$x" });
  const own = { email: expect.stringContaining("@"), mark: expect.stringMatching(/^[\w-]{43}$/) };
  expect(await signUp(visitor(), person(user.email))).toEqual(own);
  expect(await signUp(visitor(), person())).toEqual(own);

  expect(await userBy(user.email)).toMatchObject({ id: user.id, name: user.name, password_hash: "$2b$12$x" });
  const [mail] = await mailsTo(user.email);
  expect(mail?.subject).toBe("You already have a Mailneo account");
  expect(mail?.link).toBeUndefined();
  expect(await ownerSql()`select 1 from memberships where user_id = ${user.id}`).toHaveLength(0);
});

test("two sign-ups with one address at once make one account", async () => {
  const email = uniqueEmail();
  await Promise.all([signUp(visitor(), person(email)), signUp(visitor(), person(email))]);
  expect(await ownerSql()`select 1 from users where email = ${email}`).toHaveLength(1);
  expect(await mailsTo(email)).toHaveLength(2);
});

test("what is wrong is said beside its field", async () => {
  expect(await fieldsOf({ ...person(), name: " ", workspaceName: "" })).toEqual({
    name: "Enter your name.",
    workspaceName: "Enter a name for the workspace, such as your company's.",
  });
  expect(await fieldsOf({})).toMatchObject({
    name: expect.any(String),
    email: "Enter an email address.",
    password: "Choose a password.",
  });
  expect(await fieldsOf({ ...person(), email: "ada@@example.com" })).toEqual({
    email: "An email address has exactly one @ sign.",
  });
  expect(await fieldsOf({ ...person(), email: "аda@example.com" })).toHaveProperty("email");
  expect(await fieldsOf({ ...person(), name: "Ada\r\nBcc: all@example.com" })).toHaveProperty("name");
  expect(await fieldsOf({ ...person(), password: "short" })).toHaveProperty("password");
  expect(await fieldsOf({ ...person(), password: "Password1!" })).toHaveProperty("password");
  expect(await fieldsOf({ ...person(), password: "Analytical-Engines1" })).toHaveProperty("password");
  expect(await fieldsOf({ ...person(), password: `Aa1!${"é".repeat(40)}` })).toMatchObject({
    password: expect.stringContaining("bytes"),
  });
});

test("one network triggers four mails an hour to an address", async () => {
  for (const email of [uniqueEmail(), (await makeUser()).email]) {
    const here = visitor();
    for (let n = 0; n < 4; n++) await signUp(here, person(email));
    await expect(signUp(here, person(email))).rejects.toMatchObject({ code: "tooOften" });
    await signUp(visitor(), person(email));
    expect(await mailsTo(email)).toHaveLength(5);
  }
});

test("a name that could carry a message stays out of mail", async () => {
  const words = "Leave out web addresses, email addresses and telephone numbers.";
  for (const name of ["Win at evil.example/now", "evil。com", "t.co/x", "Call 0900 1234567"]) {
    const email = uniqueEmail();
    for (const field of ["name", "workspaceName"])
      await expect(signUp(visitor(), { ...person(email), [field]: name })).rejects.toMatchObject({
        fields: { [field]: words },
      });
    expect(await mailsTo(email)).toEqual([]);
  }
  // Names from before that rule, and messages without a link.
  for (const name of ["evil.example", "evil。com", "ev\u200bil․com", "Pay 12 now", "٣٣٣"]) {
    expect(greeting(name)).toBe("Hello,");
    expect(mailTo(name, "a@example.com")).toEqual({ address: "a@example.com" });
  }
});

test("a link opens the account once; dead ones look alike", async () => {
  const email = uniqueEmail();
  const { mark } = await signUp(visitor(), person(email));
  const token = tokenIn((await mailsTo(email))[0]);
  await expect(verifyEmail(visitor(), { token })).rejects.toMatchObject({ code: "invalid" });
  await verifyEmail(visitor(), { token, mark });
  expect((await userBy(email)).email_verified_at).not.toBeNull();

  const late = uniqueEmail();
  await signUp(visitor(), person(late));
  await ownerSql()`update email_tokens set expires_at = now() where email = ${late}`;
  const dead = [token, tokenIn((await mailsTo(late))[0]), "forged", ""];
  const words = new Set<string>();
  for (const one of dead)
    await verifyEmail(visitor(), { token: one }).catch((error: AppError) =>
      words.add(`${error.code} ${error.message}`),
    );
  expect(words.size).toBe(1);
  expect((await userBy(late)).email_verified_at).toBeNull();
});

test("ten openings of one link at once open it once", async () => {
  const email = uniqueEmail();
  const { mark } = await signUp(visitor(), person(email));
  const token = tokenIn((await mailsTo(email))[0]);
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => verifyEmail(visitor(), { token, mark })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("an early sign-up with a foreign address gains no account", {
  tag: ["@V6.3.8", "@V6.4.1"],
}, async () => {
  const email = uniqueEmail("victim");
  const hostile = "Hostile-harbour7 lamp";
  await signUp(visitor(), { ...person(email), password: hostile });
  const early = await signIn(visitor(), { email, password: hostile });
  if (early.kind !== "session") throw new Error("no session");
  const { userId: sub, sid } = early.session;
  await asOwner(async (sql) => {
    await sql`update users set totp_enabled_at = now() where id = ${sub}`;
    await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (new_id(), ${sub}, ${Buffer.from(sub)}, '\\x00', 'planted')`;
  });

  await signUp(visitor(), person(email));
  const mails = await mailsTo(email);
  const [first, second] = mails.map((mail) => tokenIn(mail));
  const refused = (token = "", given?: string) =>
    verifyEmail(visitor(), { token, ...(given && { password: given }) }).catch(
      (error: AppError) => error.fields,
    );
  expect(await refused(first)).toEqual({ password: expect.stringContaining("Enter the password") });
  expect(await refused(second)).toEqual({ password: expect.stringContaining("Enter the password") });
  expect(await refused(first, password)).toEqual({ password: expect.stringContaining("not the password") });
  expect(await refused(second, hostile)).toEqual({ password: expect.stringContaining("not the password") });
  expect((await userBy(email)).email_verified_at).toBeNull();
  await verifyEmail(visitor(), { token: second ?? "", password });

  const user = await userBy(email);
  expect(await verifyPassword(password, user.password_hash)).toBe(true);
  expect(await verifyPassword(hostile, user.password_hash)).toBe(false);
  expect(await liveSession({ sub, sid })).toBeNull();
  const planted = await ownerSql()`select 1 from passkeys where user_id = ${sub}
    union all select 1 from users where id = ${sub} and totp_enabled_at is not null`;
  expect(planted, "no way in is left from before the proof").toEqual([]);
  await expect(verifyEmail(visitor(), { token: tokenIn(mails[0]) })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a sign-in that was under way before the proof ends with it", { tag: "@V6.4.1" }, async () => {
  const email = uniqueEmail("victim");
  const hostile = "Hostile-harbour7 lamp";
  await signUp(visitor(), { ...person(email), password: hostile });
  await signUp(visitor(), person(email));
  const underWay = await signIn(visitor(), { email, password: hostile });
  await verifyEmail(visitor(), { token: tokenIn((await mailsTo(email))[1]), password });
  if (underWay.kind !== "session") throw new Error("no session");
  const { userId: sub, sid } = underWay.session;
  expect(await liveSession({ sub, sid })).toBeNull();
});

test("the owner who opens an attacker's mail opens no attacker's account", { tag: "@V6.4.1" }, async () => {
  const email = uniqueEmail("victim");
  const { mark } = await signUp(visitor(), { ...person(email), password: "Hostile-harbour7 lamp" });
  const token = tokenIn((await mailsTo(email))[0]);
  const other = await signUp(visitor(), person(uniqueEmail()));
  for (const given of [{}, { mark: "" }, { mark: other.mark }, { mark: `${mark}x` }, { password }])
    await expect(verifyEmail(visitor(), { token, ...given })).rejects.toMatchObject({
      fields: { password: expect.any(String) },
    });
  expect((await userBy(email)).email_verified_at).toBeNull();
  expect(await lookAtLink("verify_email", token)).toMatchObject({
    name: "Ada Lovelace",
    workspaces: ["Analytical Engines"],
  });
  expect(await lookAtLink("reset_password", token)).toBeNull();
  await verifyEmail(visitor(), { token, mark });
  expect(await lookAtLink("verify_email", token)).toBeNull();
});

test("a link's password takes five tries a quarter hour", {
  tag: "@V6.3.1",
}, async () => {
  const email = uniqueEmail();
  await signUp(visitor(), person(email));
  await signUp(visitor(), { ...person(email), password: "Other-harbour7 lamp" });
  const token = tokenIn((await mailsTo(email))[0]);
  for (let n = 0; n < 5; n++)
    await verifyEmail(visitor(), { token, password: "guess" }).catch((error: AppError) => error);
  await expect(verifyEmail(visitor(), { token, password })).rejects.toMatchObject({ code: "tooOften" });
});

test("resending answers alike, four an hour for a network", async () => {
  const email = uniqueEmail();
  await signUp(visitor(), person(email));
  expect(await resendVerification(visitor(), { email })).toBe(
    await resendVerification(visitor(), { email: uniqueEmail() }),
  );
  const [, second] = await mailsTo(email);
  await verifyEmail(visitor(), { token: tokenIn(second), password });
  expect(await verifyPassword(password, (await userBy(email)).password_hash)).toBe(true);

  await resendVerification(visitor(), { email });
  expect((await mailsTo(email))[2]?.link).toBeUndefined();
  const here = visitor();
  for (let n = 0; n < 4; n++) await resendVerification(here, { email });
  await expect(resendVerification(here, { email })).rejects.toMatchObject({ code: "tooOften" });
  await resendVerification(visitor(), { email });
});
