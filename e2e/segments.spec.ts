import { createSegment } from "#lib/audience/segments/create.ts";
import { applyTags } from "#lib/audience/tags/apply.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import { makeContacts, makeEmailAccount, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

test("an owner writes a campaign to a segment of a newsletter", async ({ page, owner }) => {
  const { workspaceId, actor } = owner;
  const newsletter = await makeNewsletter(workspaceId);
  await makeEmailAccount(workspaceId);
  const readers = await makeContacts(workspaceId, 3, newsletter.id);
  await applyTags(actor, { contactIds: readers.slice(0, 2).map(({ id }) => id), tags: "Harbour" });
  const [tag] = await listTags(actor, {});
  await createSegment(actor, { name: "Sailors", tagId: tag?.id });

  await page.goto("/contacts/segments");
  await expect(page.getByText("A campaign narrowed to it")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Write a campaign to it" }).click();
  await expect(page.getByLabel("Narrowed to")).toHaveValue(/./);
  await page.getByLabel("Name").fill("To sailors");
  await page.getByRole("button", { name: "Write the message" }).click();
  await expect(page.getByText("2 people get it")).toBeVisible();
  await page.getByLabel("Narrowed to").selectOption({ label: "Everybody on it" });
  await expect(page.getByText("3 people get it")).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("Narrowed to").selectOption({ label: "Sailors" });
  await page.getByLabel("Subject").fill("Fair winds");
  await page.getByLabel("Message", { exact: true }).fill("Fair winds to you.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Preview and check" }).click();
  await expect(page.getByText(`To ${newsletter.name}, narrowed to the segment “Sailors”`)).toBeVisible();
  // What is in order is folded away.
  await page.locator("details").filter({ hasText: "will get it" }).locator("summary").first().click();
  await expect(
    page.getByText(`2 people of ${newsletter.name} in the segment “Sailors” will get it.`),
  ).toBeVisible();
  await expect(
    page.getByText(/decided when sending starts, by its filter as it is when you send/),
  ).toBeVisible();
  await expectAccessible(page);

  await page.goto("/contacts/segments");
  await page.getByRole("button", { name: "Delete Sailors" }).click();
  await page.getByRole("button", { name: "Delete segment" }).click();
  await expect(page.getByText(/used by “To sailors” \(draft\)/)).toBeVisible();
  const kept = await ownerSql()`select from segments where workspace_id = ${workspaceId}`;
  expect(kept.length).toBe(1);
});

test("a member renames a segment and changes its filter", async ({ page, owner }) => {
  const { workspaceId, actor } = owner;
  const readers = await makeContacts(workspaceId, 2, (await makeNewsletter(workspaceId)).id);
  await applyTags(actor, { contactIds: readers.slice(0, 1).map(({ id }) => id), tags: "Harbour" });
  const [tag] = await listTags(actor, {});
  await createSegment(actor, { name: "Sailors", tagId: tag?.id });

  await page.goto("/contacts/fields");
  await page.getByRole("button", { name: "Delete Harbour" }).click();
  await page.getByRole("button", { name: "Delete tag" }).click();
  await expect(page.getByText("It is used by the segment “Sailors”.")).toBeVisible();

  await page.goto("/contacts/segments");
  await expect(page.getByText("Tag Harbour")).toBeVisible();
  await page.getByRole("link", { name: "Sailors" }).click();
  await expect(page.getByRole("heading", { name: "Segment: Sailors" })).toBeVisible();
  await page.getByRole("combobox", { name: /^Tag/ }).selectOption({ label: "All tags" });
  await page.getByRole("combobox", { name: /^State/ }).selectOption({ label: "Gets mail" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("The filters below differ from the segment’s.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save segment…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Readers");
  await page.getByRole("button", { name: "Save segment", exact: true }).click();
  await expect(page.getByRole("link", { name: "Readers" })).toBeVisible();
  await expect(page.getByText("Gets mail")).toBeVisible();
});
