import { ownerSql, uniqueEmail } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword, password } from "./support/owner.ts";
import { openMailed } from "./support/wire.ts";

const emailOf = async (userId: string) =>
  (await ownerSql()`select email from users where id = ${userId}`)[0]?.email as string;

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("both addresses agree to a change, and the old one reverts it", {
      tag: ["@V7.5.1", "@V6.3.7"],
    }, async ({ page, owner, mailbox }) => {
      const { user, actor } = owner;
      const next = uniqueEmail("next");
      await givePassword(user.id);
      await ownerSql()`update sessions set auth_time = now() - interval '11 minutes' where id = ${actor.sessionId}`;
      await page.goto("/settings/profile");
      await page.getByRole("link", { name: "Change address" }).click();
      await page.getByLabel("New email address").fill(next);
      await page.getByRole("button", { name: "Send confirmation emails" }).click();
      const asked = page.getByLabel("Your password");
      await expect(asked).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      await asked.fill(password);
      await page.getByRole("button", { name: "Confirm and continue" }).click();
      await expect(page).toHaveURL(/\/settings\/profile$/);
      await expect(page.getByText("A change of your address waits")).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);

      const toOld = await mailbox.messageTo(user.email);
      const toNew = await mailbox.messageTo(next);
      await page.goto(linkIn(toNew.text, "/change-email/confirm/"));
      expect(await emailOf(user.id)).toBe(user.email);
      await page.getByRole("button", { name: "Confirm this address" }).click();
      await expect(page.getByText("Confirmed. Now open the mail")).toBeVisible();
      await page.goto(linkIn(toOld.text, "/change-email/approve/"));
      await page.getByRole("button", { name: "It was me: approve the change" }).click();
      await expect(page.getByRole("heading", { name: "Your address is changed" })).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      expect(await emailOf(user.id)).toBe(next);
      await page.goto("/settings/profile");
      await expect(page.getByText("A change of your address waits")).toBeHidden();
      await expect(page.getByRole("main").getByText(next)).toBeVisible();

      const told = await mailbox.messageTo(user.email, 2);
      expect(told.subject).toBe("Your email address was changed");
      await page.goto(linkIn(told.text, "/change-email/cancel/"));
      await page.getByRole("button", { name: "Call the change off" }).click();
      await expect(page.getByText("The account has this address again.")).toBeVisible();
      expect(await emailOf(user.id)).toBe(user.email);
      await page.goto("/dashboard");
      await expect(page).toHaveURL(/\/sign-in/);

      const back = await mailbox.messageTo(user.email, 3);
      await page.goto(linkIn(back.text, "/reset-password/"));
      await page.getByLabel("New password", { exact: true }).fill("Slow-rivers8 carry");
      await page.getByRole("button", { name: "Save new password" }).click();
      await expect(page).toHaveURL(/\/sign-in$/);
    });

    test("a waiting address change is cancelled from the profile with its links", async ({
      page,
      owner,
      mailbox,
    }) => {
      const next = uniqueEmail("next");
      await page.goto("/settings/profile/email");
      await page.getByLabel("New email address").fill("not an address");
      await page.getByRole("button", { name: "Send confirmation emails" }).click();
      await expect(page.getByLabel("New email address")).toHaveAttribute("aria-invalid", "true");
      await page.getByLabel("New email address").fill(next);
      await page.getByRole("button", { name: "Send confirmation emails" }).click();
      await page.getByRole("button", { name: "Cancel the change" }).click();
      await expect(page.getByText("A change of your address waits")).toBeHidden();
      await page.goto(linkIn((await mailbox.messageTo(next)).text, "/change-email/confirm/"));
      await expect(page.getByText("This link does not work any more").first()).toBeVisible();
      expect(await emailOf(owner.user.id)).toBe(owner.user.email);
    });
  });

test("opening a link of an address change does nothing by itself", async ({ owner, page, mailbox }) => {
  const next = uniqueEmail("next");
  await page.goto("/settings/profile/email");
  await page.getByLabel("New email address").fill(next);
  await page.getByRole("button", { name: "Send confirmation emails" }).click();
  await expect(page).toHaveURL(/\/settings\/profile$/);
  const toOld = await mailbox.messageTo(owner.user.email);
  const links = [
    linkIn((await mailbox.messageTo(next)).text, "/change-email/confirm/"),
    linkIn(toOld.text, "/change-email/approve/"),
    linkIn(toOld.text, "/change-email/cancel/"),
  ];
  for (const link of links) {
    const { status, headers } = await openMailed(new URL(link).pathname);
    expect(status).toBe(200);
    expect(headers["referrer-policy"]).toBe("no-referrer");
  }
  const [change] =
    await ownerSql()`select confirmed_at, approved_at, cancelled_at from email_changes where user_id = ${owner.user.id}`;
  expect(change).toEqual({ confirmed_at: null, approved_at: null, cancelled_at: null });
});
