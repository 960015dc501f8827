import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { hashToken } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { makeChallenge, makeTwoFactor, ownerSql } from "#testing/factories.ts";
import { fill, memberPages } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";
import { authenticator, passPassword } from "./support/two-factor.ts";
import { ask } from "./support/wire.ts";

const here = "/settings/security/two-factor";

async function makeProtected() {
  const owner = await makeOwner();
  await givePassword(owner.user.id);
  const { secret, codes } = await makeTwoFactor(owner.user.id);
  return { ...owner, app: authenticator(secret), codes };
}

/** Proves who sits there, once the form has taken in that it was asked to: until then it is still being emptied. */
async function confirm(page: Page, field: Locator, proof: string) {
  const button = page.getByRole("button", { name: "Confirm and continue" });
  await expect(button).not.toHaveAttribute("aria-busy");
  await field.fill(proof);
  await button.click();
}

for (const scripts of [true, false])
  test.describe(scripts ? "in a browser" : "without scripts", () => {
    test.use({ javaScriptEnabled: scripts });

    test("two-factor is enabled, shows ten codes once, and guards sign-in", {
      tag: ["@V6.5.3", "@V6.3.7"],
    }, async ({ page, context, owner, mailbox }) => {
      await givePassword(owner.user.id);
      await page.goto(here);
      await expect(page.getByText("Off", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Enable 2FA" }).click();
      await expect(page).toHaveURL(`${here}/enable`);
      await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
      const secret = ((await page.locator("code").textContent()) ?? "").replaceAll(/\s/g, "");
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      if (scripts) await expectAccessible(page, everyLook);

      const app = authenticator(secret);
      await page.getByLabel(/Type the six digits/).fill(app.wrong());
      await page.getByRole("button", { name: "Turn on two-factor" }).click();
      await expect(page.getByLabel(/Type the six digits/)).toHaveAttribute("aria-invalid", "true");
      await expect(page.locator("code"), "the same secret, for another try").toContainText(
        secret.slice(0, 4),
      );
      await page.getByLabel(/Type the six digits/).fill(app.next());
      await page.getByRole("button", { name: "Turn on two-factor" }).click();

      const shown = page.getByRole("region", { name: "Your recovery codes" }).getByRole("listitem");
      await expect(shown).toHaveCount(10);
      const codes = await shown.allTextContents();
      await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
      const file = await page.getByRole("link", { name: "Download" }).getAttribute("href");
      for (const code of codes) expect(decodeURIComponent(file ?? "")).toContain(code);
      if (scripts) {
        await expectAccessible(page, everyLook);
        const loading = page.waitForEvent("download");
        await page.getByRole("link", { name: "Download" }).click();
        expect(await readFile(await (await loading).path(), "utf8")).toContain(codes[9]);
      }
      await page.getByRole("link", { name: "I saved them" }).click();
      await expect(page).toHaveURL(here);
      await expect(page.getByText("10 of 10 left")).toBeVisible();
      if (scripts) await expectAccessible(page);
      expect((await mailbox.messageTo(owner.user.email)).subject).toBe("Two-factor authentication is on");

      await context.clearCookies({ name: cookieNames.session });
      await passPassword(page, owner.user.email, "/newsletters?cursor=");
      await page.getByLabel("6-digit code").fill(app.next());
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page).toHaveURL(/\/newsletters/);
      expect((await context.cookies()).map(({ name }) => name)).not.toContain(cookieNames.pending);
    });

    test("a recovery code signs in however it is spelled, and counts down", {
      tag: "@V6.5.1",
    }, async ({ page, mailbox }) => {
      const { user, codes } = await makeProtected();
      await passPassword(page, user.email);
      await page.getByRole("link", { name: "Use a recovery code" }).click();
      await expect(page.getByRole("heading", { name: "Use a recovery code" })).toBeVisible();
      if (scripts) await expectAccessible(page, everyLook);
      await page.getByLabel("Recovery code").fill("0000-1111-2222-3333");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByLabel("Recovery code")).toHaveAttribute("aria-invalid", "true");
      const [code = ""] = codes;
      await page
        .getByLabel("Recovery code")
        .fill(` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o")} `);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await page.goto(here);
      await expect(page.getByText("9 of 10 left")).toBeVisible();
      await expect(page.getByText(/last used/)).toBeVisible();
      await expect
        .poll(async () => (await mailbox.messagesTo(user.email)).map(({ subject }) => subject))
        .toContain("A recovery code was used");
    });

    test("five wrong codes end the sign-in and lead back to the password", {
      tag: "@V6.3.1",
    }, async ({ page }) => {
      const { user, app } = await makeProtected();
      await passPassword(page, user.email, "/contacts");
      if (scripts) await expectAccessible(page, everyLook);
      for (const left of ["4 tries are", "3 tries are", "2 tries are", "One try is"]) {
        await page.getByLabel("6-digit code").fill(app.wrong());
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await expect(page.getByText(`${left} left.`).first()).toBeVisible();
      }
      await page.getByLabel("6-digit code").fill(app.wrong());
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("heading", { name: "This sign-in is over" })).toBeVisible();
      if (scripts) await expectAccessible(page);
      await page.getByRole("link", { name: "Sign in again" }).click();
      await expect(page).toHaveURL(/\/sign-in\?next=%2Fcontacts$/);
      await passPassword(page, user.email, "/contacts");
      await page.getByLabel("6-digit code").fill(app.next());
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page).toHaveURL(/\/contacts$/);
    });

    test("an old session confirms before two-factor is turned on or off", {
      tag: "@V7.5.1",
    }, async ({ page, context, owner }) => {
      await givePassword(owner.user.id);
      const stale = () =>
        ownerSql()`update sessions set auth_time = now() - interval '2 hours' where user_id = ${owner.user.id}`;
      await stale();
      await page.goto(here);
      await page.getByRole("button", { name: "Enable 2FA" }).click();
      await confirm(page, page.getByLabel("Your password"), password);
      await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
      await stale();
      await page.reload();
      await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
      await confirm(page, page.getByLabel("Your password"), password);
      const app = authenticator(((await page.locator("code").textContent()) ?? "").replaceAll(/\s/g, ""));
      await page.getByLabel(/Type the six digits/).fill(app.next());
      await page.getByRole("button", { name: "Turn on two-factor" }).click();
      const shown = page.getByRole("region", { name: "Your recovery codes" }).getByRole("listitem");
      await expect(shown).toHaveCount(10);
      const codes = await shown.allTextContents();
      await page.getByRole("link", { name: "I saved them" }).click();

      await stale();
      await page.getByRole("link", { name: "Make new codes" }).click();
      await page.getByRole("button", { name: "Make ten new codes" }).click();
      await confirm(page, page.getByLabel("6-digit code"), codes[0] ?? "");
      await expect(shown).toHaveCount(10);
      const [first = ""] = await shown.allTextContents();
      expect(codes).not.toContain(first);
      await page.getByRole("link", { name: "I saved them" }).click();

      await page.getByRole("link", { name: "Disable 2FA" }).click();
      await page.getByLabel(/or a recovery code/).fill(codes[1] ?? "");
      await page.getByRole("button", { name: "Disable 2FA" }).click();
      await expect(page.getByLabel(/or a recovery code/), "the old set is gone").toHaveAttribute(
        "aria-invalid",
        "true",
      );
      if (scripts) await expectAccessible(page);
      await page.getByLabel(/or a recovery code/).fill(first);
      await page.getByRole("button", { name: "Disable 2FA" }).click();
      await expect(page).toHaveURL(here);
      await expect(page.getByText("Off", { exact: true })).toBeVisible();
      expect((await context.cookies()).map(({ name }) => name)).toContain(cookieNames.session);
    });
  });

test("a warning says when three recovery codes are left", async ({ page, context }) => {
  const owner = await makeProtected();
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
    await sql`update recovery_codes set used_at = now() - interval '3 days' where id in
      (select id from recovery_codes where user_id = ${owner.user.id} limit 7)`;
  });
  await signIn(context, owner);
  await page.goto(here);
  await expect(page.getByText("3 of 10 left")).toBeVisible();
  await expect(page.getByText("Only 3 recovery codes are left")).toBeVisible();
  await expectAccessible(page);
});

test("a pending sign-in is nobody on every page and form", {
  tag: ["@V6.3.3", "@V7.2.1"],
}, async () => {
  const owner = await makeProtected();
  const of = await fill(owner);
  const signedIn = `${cookieNames.session}=${owner.cookie}`;
  const pending = `${cookieNames.pending}=${await makeChallenge(owner.user.id)}`;
  const done = () =>
    ownerSql()`select action from audit_events where user_id = ${owner.user.id} and result = 'done' order by occurred_at, seq`;
  const before = await done();
  const open: string[] = [];
  for (const [path] of memberPages(of)) {
    const { status, headers } = await ask(path, { headers: { cookie: pending } });
    if (status !== 307 || !headers.location?.includes("/sign-in")) open.push(`${path}: ${status}`);
  }
  expect(open).toEqual([]);

  for (const [path, words] of [
    ["/settings/profile", "Save name"],
    [here, "Enable 2FA"],
    ["/newsletters/new", "Create newsletter"],
    [`/campaigns/${of.draft}/edit`, "Save"],
    ["/settings/compliance/suppressions/new", "Suppress addresses"],
  ] as const) {
    const page = path === here ? `${cookieNames.session}=${(await makeOwner()).cookie}` : signedIn;
    const fields = await hiddenFieldsOf(path, words, page);
    const origin = process.env.E2E_BASE_URL;
    const sent = await sendForm(
      path,
      { ...fields, name: "Taken over" },
      {
        headers: { cookie: pending, origin, "sec-fetch-site": "same-origin" },
      },
    );
    expect([path, sent.status, sent.headers.location?.includes("/sign-in")]).toEqual([path, 303, true]);
  }
  expect(await done()).toEqual(before);
});

test("the pending cookie is host-bound, strict and gone after five minutes", {
  tag: ["@V3.3.2", "@V7.2.1"],
}, async ({ page, context }) => {
  const { user } = await makeProtected();
  await passPassword(page, user.email);
  const [pending, ...rest] = await context.cookies();
  expect(rest).toEqual([]);
  expect(pending).toMatchObject({
    name: cookieNames.pending,
    path: "/",
    httpOnly: true,
    secure: true,
    sameSite: "Strict",
  });
  const seconds = (pending?.expires ?? 0) - Date.now() / 1000;
  expect(seconds).toBeGreaterThan(240);
  expect(seconds).toBeLessThanOrEqual(300);
  const [row] =
    await ownerSql()`select user_id from login_challenges where id_hash = ${hashToken(pending?.value ?? "")}`;
  expect(row?.user_id, "the cookie is a name for a row, and holds nothing").toBe(user.id);
});

test("the way back through the second step leads to no other site", { tag: "@V3.7.2" }, async () => {
  const { user, codes } = await makeProtected();
  const origin = process.env.E2E_BASE_URL;
  for (const [at, next] of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
  ].entries()) {
    const cookie = `${cookieNames.pending}=${await makeChallenge(user.id)}`;
    const fields = await hiddenFieldsOf(
      `/two-factor?${new URLSearchParams({ next })}`,
      "6-digit code",
      cookie,
    );
    expect(fields.next).toBe("/dashboard");
    const answer = await sendForm(
      "/two-factor",
      { ...fields, next, code: codes[at] ?? "" },
      {
        headers: { cookie, origin, "sec-fetch-site": "same-origin" },
      },
    );
    expect([answer.status, URL.parse(answer.headers.location ?? "", origin)?.href]).toEqual([
      303,
      `${origin}/dashboard`,
    ]);
  }
});

test("the secret's page is never cached, nor shown to another session", {
  tag: "@V14.3.2",
}, async () => {
  const owner = await makeOwner();
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const origin = process.env.E2E_BASE_URL;
  const fields = await hiddenFieldsOf(here, "Enable 2FA", cookie);
  await sendForm(here, fields, { headers: { cookie, origin, "sec-fetch-site": "same-origin" } });
  const { headers, text } = await ask(`${here}/enable`, { headers: { cookie } });
  expect(headers["cache-control"]).toBe("private, no-store");
  expect(text).toContain("otpauth://totp/");

  const sid = "another-session-of-the-same-person-0000000000";
  await ownerSql()`insert into sessions (id, sid_hash, user_id, workspace_id, amr, absolute_expires_at)
    values (new_id(), ${hashToken(sid)}, ${owner.user.id}, ${owner.workspaceId}, '{pwd}', now() + interval '90 days')`;
  const { sealSessionCookie } = await import("#lib/web/session-cookie.ts");
  const other = `${cookieNames.session}=${await sealSessionCookie({ sub: owner.user.id, sid })}`;
  const elsewhere = await ask(`${here}/enable`, { headers: { cookie: other } });
  expect(elsewhere.status).toBe(200);
  expect(elsewhere.text).not.toContain("otpauth://");
});
