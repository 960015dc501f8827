import { auditOf, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

test("a message of unknown fate is sent again only after a warning", async ({ page, owner }) => {
  const of = await fill(owner);
  await page.goto(`/campaigns/${of.sent}`);
  await expect(page.getByText("Nobody knows whether 1 message arrived")).toBeVisible();
  await page.getByRole("button", { name: "Send again…" }).click();
  const dialog = page.getByRole("dialog", { name: "Send 1 message again?" });
  await expect(dialog.getByText(/may get it twice/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Leave it" }).click();
  await expect(dialog).toBeHidden();
  const states = () =>
    ownerSql()`select 1 from deliveries where campaign_id = ${of.sent} and state = 'unknown'`;
  expect(await states()).toHaveLength(1);

  await page.getByRole("button", { name: "Send again…" }).click();
  await dialog.getByRole("button", { name: "Send 1 message again" }).click();
  await expect(page.getByText("1 message on the way again.")).toBeVisible();
  await expect(page.getByText("Nobody knows whether")).toHaveCount(0);
  expect(await states()).toHaveLength(0);
  const entries = (await auditOf(owner.workspaceId)).filter(({ action }) => action === "delivery.send_again");
  expect(entries).toMatchObject([{ result: "done", target: of.sent, detail: { deliveries: 1 } }]);
});
