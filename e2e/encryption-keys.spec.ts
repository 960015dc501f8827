import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { ringEntries } from "#lib/crypto/key-ring.ts";
import { env } from "#lib/env.ts";
import { makeEmailAccount, makeInstallationUser, makeTwoFactor, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";
import { authenticator, passPassword } from "./support/two-factor.ts";

const here = "/settings/installation";
test.describe.configure({ mode: "serial" });

/** What the product's own file says; the first wraps. */
function ringIds() {
  const { encryptionKeys } = JSON.parse(readFileSync(env().MAILNEO_SECRETS_FILE ?? "", "utf8"));
  return ringEntries(encryptionKeys).map(({ id }) => id);
}

const wrappedBy = async () =>
  (await ownerSql()`select distinct ring_key_id as id from data_keys`).map(({ id }) => id as string);

async function asInstallationOwner(context: Parameters<typeof signIn>[0]) {
  const owner = await makeOwner({ user: await makeInstallationUser() });
  await givePassword(owner.user.id);
  await signIn(context, owner);
  return owner;
}

async function rotate(page: Page) {
  await page.getByRole("button", { name: "Rotate the encryption keys" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate keys" }).click();
}

test("other users find no encryption-keys page and no link to it", async ({ page, owner }) => {
  expect(owner.actor.role).toBe("owner");
  await page.goto("/settings/profile");
  const menu = page.getByRole("navigation", { name: "Settings" });
  await expect(menu.getByRole("link", { name: "Security" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Installation" })).toHaveCount(0);
  expect((await page.request.get(here)).status()).toBe(404);
  expect((await page.request.get(`${here}/progress`)).status()).toBe(404);
});

test("keys rotate at run time, and an older second factor still opens", {
  tag: ["@V11.2.2", "@V7.5.3"],
}, async ({ page, context, browser }) => {
  const owner = await asInstallationOwner(context);
  await makeEmailAccount(owner.workspaceId);
  const protectedOne = await makeOwner();
  await givePassword(protectedOne.user.id);
  const { secret } = await makeTwoFactor(protectedOne.user.id);
  const [before = ""] = ringIds();

  await page.goto("/settings/profile");
  await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("link", { name: "Installation" })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Installation" })).toBeVisible();
  const row = (id: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: id }) });
  await expect(row(before)).toContainText("In use");
  await expect(row(before)).toContainText(
    /Fingerprint [0-9a-f]{4}( [0-9a-f]{4}){3}\. Wraps [\d,]+ data keys?, in use since/,
  );
  await expect(page.getByRole("button", { name: /Take out/ })).toHaveCount(0);
  await expectAccessible(page, everyLook);

  await ownerSql()`update sessions set auth_time = now() - interval '11 minutes' where id = ${owner.actor.sessionId}`;
  await rotate(page);
  const asked = page.getByLabel("Your password");
  const confirm = page.getByRole("button", { name: "Confirm and continue" });
  await expect(confirm).not.toHaveAttribute("aria-busy");
  await asked.fill(password);
  await confirm.click();
  await expect(page.getByText("The rotation has begun.")).toBeVisible();
  await expect(page.getByText("The last rotation ended well")).toBeVisible();
  const [fresh = "", ...rest] = ringIds();
  expect(rest).toEqual([before]);
  expect(await wrappedBy()).toEqual([fresh]);
  await expect(row(fresh)).toContainText("In use");
  await expect(row(before)).toContainText("Not needed");

  await page.getByRole("button", { name: `Take out ${before}` }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Take key out" }).click();
  await expect(page.getByText(`${before} is taken out.`)).toBeVisible();
  await expect(row(before)).toHaveCount(0);
  expect(ringIds()).toEqual([fresh]);

  const other = await browser.newPage({ baseURL: process.env.E2E_BASE_URL });
  await passPassword(other, protectedOne.user.email);
  await other.getByLabel("6-digit code").fill(authenticator(secret).next());
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other).toHaveURL(/\/dashboard$/);
  await other.close();

  const entries = await ownerSql()`select action, result, target, workspace_id, user_id from audit_events
    where action like 'encryption_key.%' and target in (${fresh}, ${before}) and result = 'done' order by occurred_at`;
  const ofInstallation = { result: "done", workspace_id: null, user_id: null };
  expect(entries).toMatchObject([
    { action: "encryption_key.rotate", target: fresh, ...ofInstallation },
    { action: "encryption_key.finish_rotation", target: fresh, ...ofInstallation },
    { action: "encryption_key.remove", target: before, ...ofInstallation },
  ]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the keys rotate and the old one goes", async ({ page, context }) => {
    await asInstallationOwner(context);
    const [before = ""] = ringIds();
    await page.goto(here);
    await rotate(page);
    await expect(page.getByText("The rotation has begun.")).toBeVisible();
    await expect(async () => {
      await page.goto(here);
      await expect(page.getByText("The last rotation ended well")).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("button", { name: `Take out ${before}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take key out" }).click();
    await expect(page.getByText(`${before} is taken out.`)).toBeVisible();
    expect(ringIds()).toHaveLength(1);
    expect(await wrappedBy()).toEqual(ringIds());
  });
});
