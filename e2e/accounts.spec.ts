import { makeInstallationUser, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("the installation's owner signs a person out everywhere", {
      tag: ["@V7.4.5", "@V7.5.3"],
    }, async ({ page, context, browser, mailbox }) => {
      const owner = await makeOwner({ user: await makeInstallationUser() });
      await givePassword(owner.user.id);
      await signIn(context, owner);
      const ada = await makeOwner();
      const hers = await browser.newContext({ javaScriptEnabled });
      await signIn(hers, ada);
      const laptop = await hers.newPage();
      await laptop.goto("/newsletters");
      await expect(laptop.getByRole("heading", { level: 1, name: "Newsletters" })).toBeVisible();

      await page.goto("/settings/installation");
      await page.getByLabel("Email address").fill("nobody.here@example.com");
      await page.getByRole("button", { name: "Find account" }).click();
      await expect(page.getByText("No account has this address.").first()).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByLabel("Email address").fill(ada.user.email);
      await page.getByRole("button", { name: "Find account" }).click();
      await expect(page.getByRole("heading", { level: 1, name: ada.user.name })).toBeVisible();
      await expect(page.getByText(ada.user.email).first()).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page, everyLook);

      await ownerSql()`update sessions set auth_time = now() - interval '11 minutes' where id = ${owner.actor.sessionId}`;
      await page.getByRole("button", { name: "End all sessions" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "End all sessions" }).click();
      await page.getByLabel("Your password").fill(password);
      await page.getByRole("button", { name: "Confirm and continue" }).click();
      await expect(
        page.getByText(`${ada.user.name} is signed out everywhere: 1 session ended.`),
      ).toBeVisible();

      await laptop.goto("/newsletters");
      await expect(laptop).toHaveURL(/\/sign-in/);
      expect((await mailbox.messageTo(ada.user.email)).subject).toBe("You were signed out of Mailneo");
      await hers.close();
    });
  });
