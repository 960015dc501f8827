import { superuserSql } from "#lib/audit/chain/log.fixture.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { makeOwner, signIn } from "./support/owner.ts";

const address = "/settings/security/audit-log";

test("verification names the entry a superuser changed", async ({ page, owner }) => {
  await page.goto(address);
  const proof = page.getByRole("region", { name: "Proof" });
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(proof.getByText(/entr(y is|ies are) in order/)).toBeVisible();
  await proof.getByText("how that is proved").click();
  await expect(proof.getByText(/SHA256:[A-Za-z0-9+/]{43}/)).toBeVisible();
  await expectAccessible(page);

  const sql = await superuserSql();
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update audit_events set detail = '{"changed":"in silence"}' where chain_id = ${owner.workspaceId} and action = 'audit_verification.start'`;
  });
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(proof.getByText("The log was changed")).toBeVisible();
  await expect(
    proof.getByText(/Entry \d+ was changed: what it says no longer gives its hash\./),
  ).toBeVisible();
  await expectAccessible(page);
  await proof.getByRole("link", { name: /Show entry \d+/ }).click();
  await expect(page.getByText("had the audit log verified").first()).toBeVisible();
});

test("verification works without JavaScript and its result survives a reload", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await signIn(context, await makeOwner());
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(async () => {
    await page.goto(address);
    await expect(page.getByText(/entr(y is|ies are) in order/)).toBeVisible({ timeout: 500 });
  }).toPass();
  await context.close();
});
