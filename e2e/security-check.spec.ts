import { hashPassword } from "#lib/account/passwords/hash.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible, sizes } from "./support/accessible.ts";
import type { Owner } from "./support/owner.ts";
import { givePassword } from "./support/owner.ts";

/** Everything the check-up asks for. */
async function secure({ user }: Owner) {
  await givePassword(user.id);
  await asOwner(async (sql) => {
    await sql`update users set totp_enabled_at = now(), password_changed_at = now() where id = ${user.id}`;
    await sql`insert into recovery_codes (id, user_id, code_hash) select new_id(), ${user.id}, sha256(n::text::bytea)
      from generate_series(1, 10) n`;
    await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (new_id(), ${user.id}, ${Buffer.from(user.id)}, '\\x00', 'Laptop')`;
  });
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("the check-up lists what is missing, its points and its cure", async ({ page, owner }) => {
      await givePassword(owner.user.id);
      await makeMember({ workspaceId: owner.workspaceId, role: "member" });
      await page.goto("/settings/security");
      const list = page.getByRole("region", { name: "Security check-up" });
      const line = (title: string) => list.getByRole("listitem").filter({ hasText: title });
      await expect(line("Turn on two-factor authentication")).toContainText("Missing");
      await expect(line("Turn on two-factor authentication")).toContainText("30 points");
      await expect(line("1 of 1 teammate does not use two-factor authentication")).toContainText("10 points");
      await expect(line("Add a passkey")).toContainText("Advice");
      await expect(list.getByText("2 done")).toBeVisible();
      await expect(page.getByText("28 of 100")).toBeVisible();
      await expect(
        line("Turn on two-factor authentication").getByRole("link", { name: "Set up" }),
      ).toHaveAttribute("href", "/settings/security/two-factor");
      if (javaScriptEnabled) await expectAccessible(page, ["desktop light", "phone light", "phone dark"]);
      await line("The age of your password is not known")
        .getByRole("link", { name: "Change password" })
        .click();
      await expect(page).toHaveURL(/\/settings\/security\/password$/);
    });
  });

test("a complete account scores 100 and folds its list", async ({ page, owner }) => {
  await secure(owner);
  await page.goto("/settings/security");
  await expect(page.getByText("100 of 100")).toBeVisible();
  await expect(page.getByText("Everything is in place.")).toBeVisible();
  await expect(page.getByText("All 7 done")).toBeVisible();
  const row = (name: string) =>
    page.getByRole("heading", { level: 2, name, exact: true }).locator("xpath=../..");
  await expect(row("Password")).toContainText("Last changed just now");
  await expect(row("Two-Factor Auth")).toContainText("On since");
  await expect(row("Passkeys")).toContainText("1 passkey");
  await expect(row("Recovery codes")).toContainText("10 of 10 left");
  await expect(row("Sessions")).toContainText("1 browser");
  await expectAccessible(page);
});

test("daily scores become a line with a table behind it", async ({ page, owner }) => {
  await page.goto("/settings/security");
  await expect(page.getByText("The chart starts with the third day.")).toBeVisible();
  await ownerSql()`insert into security_scores (user_id, day, score)
    select ${owner.user.id}, current_date - n, 80 - n from generate_series(1, 20) n`;
  await page.reload();
  const table = page.getByRole("table", { name: "Your security score by day" });
  await expect(table.getByRole("row")).toHaveCount(22);
  await expect(table.getByRole("row").nth(1)).toContainText("60");
  await page.setViewportSize(sizes.phone);
  await expectAccessible(page);
});

test("who signs in with a common password is told to change it", { tag: "@V6.2.4" }, async ({
  page,
  owner,
  context,
}) => {
  const hash = await hashPassword("Password1!");
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${owner.user.id}`);
  await page.goto("/settings/security");
  await expect(page.getByText("Your password is a common")).toBeHidden();
  await context.clearCookies();
  await page.goto("/settings/security");
  await page.getByLabel("Email address").fill(owner.user.email);
  await page.getByLabel("Password", { exact: true }).fill("Password1!");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Your password is a common or guessable one: change it")).toBeVisible();
  await expectAccessible(page);
});
