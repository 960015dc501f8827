import { mock } from "node:test";
import type { Browser } from "@playwright/test";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { openSessionCookie, sealSessionCookie } from "#lib/web/session-cookie.ts";
import { makeSession, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword, makeOwner, type Owner, password, signIn } from "./support/owner.ts";
import { watch } from "./support/watchdog.ts";
import { ask } from "./support/wire.ts";

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/** Another browser the owner is signed in with. */
async function otherBrowser({ user, workspaceId }: Pick<Owner, "user" | "workspaceId">) {
  const id = await makeSession(user.id, workspaceId);
  const sid = randomToken();
  await ownerSql()`update sessions set sid_hash = ${hashToken(sid)}, absolute_expires_at = now() + interval '90 days',
    user_agent = ${phone}, ip = '131.130.1.11', country = 'AT', city = 'Vienna', created_at = now() - interval '3 days'
    where id = ${id}`;
  return { id, cookie: await sealSessionCookie({ sub: user.id, sid }) };
}

const lastUsed = (id: string, ago: string) =>
  ownerSql()`update sessions set last_seen_at = now() - ${ago}::interval where id = ${id}`;

async function openPage(browser: Browser, cookie: string, path: string) {
  const context = await browser.newContext();
  await signIn(context, { cookie });
  const page = await context.newPage();
  await page.goto(`${process.env.E2E_BASE_URL}${path}`);
  return { page, watchdog: watch(context), close: () => context.close() };
}

test("a person ends another browser's session, whose page goes to sign-in", async ({
  page,
  browser,
  owner,
}) => {
  const other = await otherBrowser(owner);
  const away = await openPage(browser, other.cookie, "/newsletters");
  await expect(away.page.getByRole("heading", { level: 1, name: "Newsletters" })).toBeVisible();

  await page.goto("/settings/security/sessions");
  await expect(page).toHaveTitle("Sessions · Mailneo");
  const rows = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This browser");
  await expect(rows.first().getByRole("button", { name: /^Sign out/ })).toHaveCount(0);
  const row = rows.nth(1);
  await expect(row).toContainText("Phone · ");
  for (const words of ["Safari 18 on iOS", "Vienna, Austria", "131.130.1.11", "with password"])
    await expect(row).toContainText(words);
  await expect(row).toContainText(/Last seen\s*\d{1,2} \w{3,4} \d{4}, \d\d:\d\d/);
  await expect(page.getByRole("link", { name: "IP geolocation by DB-IP" })).toHaveAttribute(
    "href",
    "https://db-ip.com",
  );
  await expectAccessible(page, everyLook);

  await row.getByRole("button", { name: "Name Safari 18 on iOS, Vienna, Austria" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Old phone");
  await page.getByRole("dialog").getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("That browser is called Old phone now.")).toBeVisible();
  await expect(row.getByRole("heading", { name: "Old phone" })).toBeVisible();
  await expect(row).toContainText("Safari 18 on iOS · Phone");

  await row.getByRole("button", { name: "Sign out Old phone, Vienna, Austria" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Safari 18 on iOS is signed out.")).toBeVisible();
  await expect(rows).toHaveCount(1);

  const answer = await ask("/newsletters", { headers: { cookie: `${cookieNames.session}=${other.cookie}` } });
  expect([answer.status, answer.headers.location]).toEqual([307, "/sign-in?next=%2Fnewsletters"]);
  await expect(away.page, "nobody touched it").toHaveURL(/\/sign-in\?next=%2Fnewsletters/, {
    timeout: 20_000,
  });
  await expect(away.page.getByText("Your session has ended. Sign in to go on.")).toBeVisible();
  expect(away.watchdog.complaints).toEqual([]);
  await away.close();
});

test("watching for the end of a session does not keep it alive", { tag: "@V7.3.1" }, async () => {
  const { actor, cookie } = await makeOwner();
  await lastUsed(actor.sessionId, "29 days");
  const headers = { cookie: `${cookieNames.session}=${cookie}` };
  const { text, headers: answered } = await ask("/session", { headers });
  expect(JSON.parse(text)).toEqual({ session: actor.sessionId });
  expect(answered["set-cookie"]).toBeUndefined();
  const [row] =
    await ownerSql()`select last_seen_at < now() - interval '28 days' as old from sessions where id = ${actor.sessionId}`;
  expect(row).toEqual({ old: true });
  expect(JSON.parse((await ask("/session")).text)).toEqual({ session: null });
});

test("a used session's cookie is renewed hourly, not by polling", {
  tag: "@V7.3.1",
}, async () => {
  const { actor, cookie } = await makeOwner();
  const { sid = "" } = (await openSessionCookie(cookie)) ?? {};
  const of = { sub: actor.userId, sid };
  const given = async (value: string, headers: Record<string, string> = {}) => {
    const answer = await ask("/newsletters", {
      headers: { cookie: `${cookieNames.session}=${value}`, ...headers },
    });
    return answer.cookies.filter((line) => line.startsWith(`${cookieNames.session}=`));
  };
  mock.timers.enable({ apis: ["Date"], now: Date.now() - 61 * 60_000 });
  const old = await sealSessionCookie(of).finally(() => mock.timers.reset());

  expect(await given(cookie), "a cookie of this hour").toEqual([]);
  expect(await given(old, { "sec-purpose": "prefetch" })).toEqual([]);
  const [line = "", ...more] = await given(old);
  expect(more).toEqual([]);
  expect(line).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax$/);
  const fresh = /=([^;]+)/.exec(line)?.[1] ?? "";
  expect(await openSessionCookie(fresh)).toMatchObject(of);
  await ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`;
  expect(await given(old), "nothing new for a session that is over").toEqual([]);
});

test("ending other sessions asks for a proof when the last is old", {
  tag: "@V7.5.1",
}, async ({ page, owner }) => {
  await givePassword(owner.user.id);
  const others = [await otherBrowser(owner), await otherBrowser(owner)];
  await ownerSql()`update sessions set auth_time = now() - interval '2 hours' where id = ${owner.actor.sessionId}`;
  await page.goto("/settings/security/sessions");
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out all others" }).click();
  const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
  await proof.getByLabel("Your password").fill(password);
  await proof.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByText("2 other browsers signed out.")).toBeVisible();
  for (const { cookie } of others) {
    const { status } = await ask("/dashboard", { headers: { cookie: `${cookieNames.session}=${cookie}` } });
    expect(status).toBe(307);
  }
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
});

test("a new browser's sign-in is mailed, and “This wasn't me” ends it", { tag: "@V6.3.5" }, async ({
  page,
  browser,
  mailbox,
}) => {
  const owner = await makeOwner();
  await givePassword(owner.user.id);
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(owner.user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/dashboard$/);

  const mail = await mailbox.messageTo(owner.user.email);
  expect(mail.subject).toBe("New sign-in to your Mailneo account");
  for (const words of ["Chrome", "on Linux", "127.0.0.1", "UTC"]) expect(mail.text).toContain(words);
  const link = linkIn(mail.text, "/not-me/");
  const path = new URL(link).pathname;
  await ask(path, { method: "HEAD" });
  await ask(path);

  const reader = await openPage(browser, owner.cookie, path);
  const opened = await ask(path);
  expect(opened.headers["referrer-policy"]).toBe("no-referrer");
  await expectAccessible(reader.page, everyLook);
  await page.reload();
  await expect(page, "looking changes nothing").toHaveURL(/\/dashboard$/);

  await reader.page.getByRole("button", { name: "It wasn't me: lock them out" }).click();
  await expect(reader.page.getByText("A link to choose a new one is in your mail.")).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  const reset = await mailbox.messageTo(owner.user.email, 2);
  expect(linkIn(reset.text, "/reset-password/")).toContain("/reset-password/");

  await page.getByLabel("Email address").fill(owner.user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("do not match")).toBeVisible();

  await reader.page.goto(link);
  await expect(reader.page.getByText("This link does not work any more")).toBeVisible();
  expect(reader.watchdog.complaints).toEqual([]);
  await reader.close();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a browser is signed out, after a proof", async ({ page, owner }) => {
    await givePassword(owner.user.id);
    const other = await otherBrowser(owner);
    await ownerSql()`update sessions set auth_time = now() - interval '2 hours' where id = ${owner.actor.sessionId}`;
    await page.goto("/settings/security/sessions");
    await page.getByRole("button", { name: /^Sign out Safari/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Your password").fill(password);
    await page.getByRole("button", { name: "Confirm and continue" }).click();
    await expect(page.getByText("Safari 18 on iOS is signed out.")).toBeVisible();
    const { status } = await ask("/dashboard", {
      headers: { cookie: `${cookieNames.session}=${other.cookie}` },
    });
    expect(status).toBe(307);
  });
});
