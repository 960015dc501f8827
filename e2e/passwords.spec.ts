import { verifyPassword } from "#lib/account/passwords/hash.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword, makeOwner, password } from "./support/owner.ts";
import { ask, openMailed, origin } from "./support/wire.ts";

const fresh = "Slow-rivers8 carry";
const sent = "If an account has that address, a link is on its way.";

const hashOf = async (userId: string) =>
  (await ownerSql()`select password_hash from users where id = ${userId}`)[0]?.password_hash as string;

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("a forgotten password is replaced by a mailed link", {
      tag: ["@V6.4.1", "@V6.4.3"],
    }, async ({ page, mailbox }) => {
      const { user } = await makeOwner();
      await givePassword(user.id);
      await page.goto("/sign-in");
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      await expect(page).toHaveTitle(/^Reset your password/);
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByLabel("Email address").fill(user.email);
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await expect(page.getByText(sent)).toBeVisible();

      const message = await mailbox.messageTo(user.email);
      expect(message.subject).toBe("Choose a new password");
      const link = linkIn(message.text, "/reset-password/");
      expect(new URL(link).origin).toBe(origin());
      await page.goto(link);
      expect(await verifyPassword(password, await hashOf(user.id))).toBe(true);
      await page.getByLabel("New password", { exact: true }).fill("Password1!");
      await page.getByRole("button", { name: "Save new password" }).click();
      await expect(page.getByText("This is a password many people use").first()).toBeVisible();
      await page.getByLabel("New password", { exact: true }).fill(fresh);
      await page.getByRole("button", { name: "Save new password" }).click();
      await expect(page).toHaveURL(/\/sign-in$/);
      await expect(page.getByText("Your password is new.")).toBeVisible();

      await page.getByLabel("Email address").fill(user.email);
      await page.getByLabel("Password", { exact: true }).fill(fresh);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect
        .poll(async () => (await mailbox.messagesTo(user.email)).map(({ subject }) => subject))
        .toContain("Your password was reset");

      await page.goto(link);
      await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
      await expect(page.getByLabel("New password", { exact: true })).toBeHidden();
    });

    test("a password change keeps this browser, ends others and mails it", {
      tag: ["@V6.2.3", "@V7.4.3"],
    }, async ({ page, owner, mailbox }) => {
      await givePassword(owner.user.id);
      const [other] = await ownerSql()`insert into sessions (id, sid_hash, user_id, workspace_id, amr)
        select new_id(), sha256(new_id()::text::bytea), user_id, workspace_id, amr from sessions
        where id = ${owner.actor.sessionId} returning id`;
      await page.goto("/settings/security/password");
      await page.getByLabel("Current password").fill("not this one");
      await page.getByLabel("New password", { exact: true }).fill(fresh);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("That is not your password.").first()).toBeVisible();
      await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");

      await page.getByLabel("Current password").fill(password);
      await page.getByLabel("New password", { exact: true }).fill(fresh);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("Your password is changed.")).toBeVisible();
      await expect(page).toHaveURL(/\/settings\/security$/);
      const sessions =
        await ownerSql()`select id from sessions where user_id = ${owner.user.id} and revoked_at is null`;
      expect(sessions.map(({ id }) => id)).toEqual([owner.actor.sessionId]);
      expect(other?.id).not.toBe(owner.actor.sessionId);
      expect((await mailbox.messageTo(owner.user.email)).subject).toBe("Your password was changed");
    });
  });

test("the five rules tick off while one types", async ({ page, owner }) => {
  await givePassword(owner.user.id);
  await page.goto("/settings/security/password");
  const rules = page.getByRole("list", { name: "A password has" }).getByRole("listitem");
  await expect(rules).toHaveCount(5);
  const met = async () => (await rules.allTextContents()).filter((text) => text.endsWith(", met")).length;
  const typed = page.getByLabel("New password", { exact: true });
  for (const [text, count] of [
    ["", 0],
    ["a", 1],
    ["aB", 2],
    ["aB3", 3],
    ["aB3-", 4],
    ["aB3-wxyz", 5],
  ] as const) {
    await typed.fill(text);
    await expect.poll(met, `after “${text}”`).toBe(count);
  }
  await expectAccessible(page);
});

test("a cookie copied before a password change opens nothing", {
  tag: "@V7.2.4",
}, async ({ page, owner }) => {
  await givePassword(owner.user.id);
  await page.goto("/settings/security/password");
  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("New password", { exact: true }).fill(fresh);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  const copied = await ask("/settings/security", {
    headers: { cookie: `__Host-mn.session=${owner.cookie}` },
  });
  expect(copied.status).toBe(307);
  expect(copied.headers.location).toContain("/sign-in");
});

test("an address nobody has gets the same words, status and headers", { tag: "@V6.3.8" }, async () => {
  const { user } = await makeOwner();
  const answers = [];
  for (const email of [user.email, `nobody.${user.email}`]) {
    const fields = await hiddenFieldsOf("/reset-password", "Mail me a link");
    answers.push(await sendForm("/reset-password", { ...fields, email }));
  }
  const [known, unknown] = answers.map(({ status, headers, cookies, text }) => ({
    status,
    cookies,
    headers: Object.keys(headers).sort(),
    said: (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? text).replace(/(?<=name="onceKey" value=")[\w-]+/, "…"),
  }));
  expect(known?.said).toContain(sent);
  expect(unknown).toEqual(known);
});

test("opening a reset link changes nothing and leaks no address", async ({ mailbox }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  const fields = await hiddenFieldsOf("/reset-password", "Mail me a link");
  await sendForm(
    "/reset-password",
    { ...fields, email: user.email },
    { headers: { "sec-fetch-site": "same-origin", origin: origin(), "x-forwarded-host": "evil.example" } },
  );
  const link = linkIn((await mailbox.messageTo(user.email)).text, "/reset-password/");
  expect(new URL(link).origin).toBe(origin());
  const { pathname } = new URL(link);
  for (let n = 0; n < 3; n++) {
    const { status, headers } = await openMailed(pathname);
    expect(status).toBe(200);
    expect(headers["referrer-policy"]).toBe("no-referrer");
  }
  const [token] =
    await ownerSql()`select used_at from email_tokens where user_id = ${user.id} and purpose = 'reset_password'`;
  expect(token?.used_at).toBeNull();
});

test("a person without a password is led to a reset link", async ({ page, owner, mailbox }) => {
  await asOwner((sql) => sql`update users set password_hash = null where id = ${owner.user.id}`);
  await page.goto("/settings/security/password");
  await expect(page.getByRole("heading", { name: "Your account has no password now" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("A link is on its way to your address.")).toBeVisible();
  await page.goto(linkIn((await mailbox.messageTo(owner.user.email)).text, "/reset-password/"));
  await page.getByLabel("New password", { exact: true }).fill(fresh);
  await page.getByRole("button", { name: "Save new password" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("a change asks for the second factor before anything else", { tag: "@V7.5.1" }, async ({
  page,
  owner,
}) => {
  await givePassword(owner.user.id);
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${owner.user.id}`);
  await ownerSql()`update sessions set auth_time = now() - interval '11 minutes' where id = ${owner.actor.sessionId}`;
  await page.goto("/settings/security/password");
  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  await expect(page.getByLabel("Current password")).toBeHidden();
  await expectAccessible(page);
});

test("a foreign sign-up's link does not open the account", {
  tag: ["@V6.3.8", "@V6.4.1"],
}, async ({ page, context, mailbox }) => {
  const email = `victim.${Date.now()}@example.com`;
  const mine = "Tide-harbour7 lamp";
  for (const [count, chosen] of [
    [1, "Hostile-harbour7 lamp"],
    [2, mine],
  ] as const) {
    await page.goto("/sign-up");
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("Workspace").fill("Engines");
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(chosen);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/verify-email$/);
    await mailbox.messageTo(email, count);
  }
  const [first, second] = await mailbox.messagesTo(email);
  const verify = page.getByRole("button", { name: "Verify email address" });
  await page.goto(linkIn(first?.text, "/verify-email/"));
  await verify.click();
  const asked = page.getByLabel("Password of this sign-up");
  await expect(asked).toBeVisible();
  await expectAccessible(page);
  await asked.fill(mine);
  await verify.click();
  await expect(page.getByText("That is not the password of this sign-up.").first()).toBeVisible();

  // The browser holds the mark of its latest sign-up, so that one is not asked for.
  await page.goto(linkIn(second?.text, "/verify-email/"));
  await verify.click();
  await expect(page).toHaveURL(/\/sign-in\?verified$/);
  const [user] = await ownerSql()`select id from users where email = ${email}`;
  expect(await verifyPassword(mine, await hashOf(user?.id))).toBe(true);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("__Host-mn.session");
});
