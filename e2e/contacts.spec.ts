import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

test("contacts are filtered, suppressed in bulk and taken out as a file", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/contacts");
  await expect(page.getByText("6 contacts")).toBeVisible();
  await page.getByRole("searchbox", { name: /Search by email or name/ }).fill("eader3.");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("1 contact", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.getByText("6 contacts")).toBeVisible();

  await page.getByRole("checkbox", { name: /Select reader2\./ }).check();
  await page.getByRole("checkbox", { name: /Select reader4\./ }).check();
  await page.getByRole("button", { name: "Change selected" }).click();
  await expect(page.getByRole("heading", { name: "2 contacts selected" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Why").fill("Asked by phone.");
  await page.getByRole("button", { name: "Suppress 2 contacts" }).click();
  await holdAction(page);
  await expect(page.getByText(/It begins in \d+ (seconds?|minutes)\./)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start now" }).click();
  await expect(page.getByText("They get no more mail, queued messages included.")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/contacts?state=manual");
  await expect(page.getByRole("table").getByRole("link")).toHaveCount(3);
  await expectAccessible(page);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file.trim().split("\r\n")).toHaveLength(4);
  expect(file).toContain('"Suppressed by you"');
});

/** Makes the ten seconds last, however slow the machine is. */
async function holdAction(page: Page) {
  await page.waitForURL(/\/contacts\/bulk-actions\/[0-9a-f]/);
  const id = page.url().split("/").at(-1) ?? "";
  await ownerSql()`update bulk_actions set state = 'waiting', starts_at = now() + interval '10 minutes' where id = ${id}`;
  await page.reload();
}

test("all that match are selected, and a bulk action is undone", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/contacts");
  await page.getByRole("searchbox", { name: /Search by email or name/ }).fill("xample.com");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Select page").check();
  await expect(page.getByRole("checkbox", { name: /Select reader2\./ })).toBeChecked();
  await page.getByRole("link", { name: "Select all 6 contacts" }).click();
  await expect(page.getByRole("heading", { name: "6 contacts selected" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Tags" }).fill("Everybody");
  await page.getByRole("button", { name: "Tag 6 contacts" }).click();
  await holdAction(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("It was undone before it began. Nothing changed.")).toBeVisible();
  await page.getByRole("link", { name: "Bulk actions" }).first().click();
  await expect(page.getByRole("row", { name: /Tag 6 contacts with Everybody Undone/ })).toBeVisible();
  await expectAccessible(page);
});

test("an archived newsletter is found again and restored", async ({ page, owner }) => {
  const of = await fill(owner);
  await page.goto(`/newsletters/${of.newsletter}`);
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Archive newsletter" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The Weekly Engine is restored.")).toBeVisible();

  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Archive newsletter" }).click();
  await page.getByRole("link", { name: "Archived" }).click();
  await page.getByRole("link", { name: "The Weekly Engine" }).click();
  await page.getByRole("button", { name: "Restore newsletter" }).click();
  await expect(page.getByText("The Weekly Engine is restored.")).toBeVisible();
});
