import { readFile } from "node:fs/promises";
import { receiptFault } from "#lib/audience/consents/receipt-hash.ts";
import { makeContacts, makeNewsletter } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import type { Owner } from "./support/owner.ts";

async function makeReader({ workspaceId }: Owner) {
  const letter = await makeNewsletter(workspaceId, "The Harbour Letter");
  const [contact] = await makeContacts(workspaceId, 1);
  return { letter, id: contact?.id ?? "", email: contact?.email ?? "" };
}

for (const scripts of [true, false])
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled: scripts });

    test("one contact's file is edited, added, left, asked back and erased", {
      tag: ["@GD1", "@GD2", "@GD5"],
    }, async ({ page, owner }) => {
      const { id, email } = await makeReader(owner);
      const main = page.getByRole("main");
      await page.goto(`/contacts/${id}`);
      await expect(main.getByText("Gets nothing: is on no newsletter.")).toBeVisible();

      await main.getByRole("link", { name: "Add to newsletter…" }).click();
      await main.getByRole("radio", { name: /Express consent/ }).check();
      await main.getByLabel(/^Date they agreed/).fill("2026-10-03");
      await main.getByLabel(/^Where they agreed/).fill("on a card at the reading");
      await main.getByRole("button", { name: "Add to newsletter" }).click();
      await expect(main.getByText(/it is your proof/).last()).toBeVisible();
      await expect(main.getByLabel(/^Where they agreed/)).toHaveValue("on a card at the reading");
      await main.getByLabel(/^How they agreed/).fill("Please send me the letter.");
      await main.getByRole("button", { name: "Add to newsletter" }).click();
      await expect(
        main.getByText(
          "May get The Harbour Letter: asked for it on 3 October 2026, on a card at the reading.",
        ),
      ).toBeVisible();

      await main.getByRole("link", { name: "Edit" }).click();
      await main.getByLabel(/^Country/).fill("Italy");
      await main.getByLabel(/^Language/).selectOption("it");
      await main.getByRole("button", { name: "Save changes" }).click();
      await expect(main.getByText("Italian")).toBeVisible();

      await main.getByRole("link", { name: "Unsubscribe…" }).click();
      await main.getByLabel(/^How they asked/).fill("By phone, to Anna.");
      await main.getByRole("button", { name: "Unsubscribe" }).click();
      await expect(main.getByText(/^Gets nothing: unsubscribed on/)).toBeVisible();

      await main.getByRole("link", { name: "Resubscribe…" }).click();
      await main.getByLabel(/^Day they asked/).fill("2026-11-02");
      await main.getByLabel(/^What they asked for/).fill("“Put me back on the letter, please.”");
      await main.getByRole("button", { name: "Send one confirmation mail" }).click();
      await expect(main.getByText(/to get The Harbour Letter again and has not confirmed it/)).toBeVisible();
      if (scripts) await expectAccessible(page);

      await page.goto(`/contacts/${id}/erase`);
      await main.getByLabel(/^Type/).fill("erase");
      await main.getByRole("button", { name: "Erase contact" }).click();
      await expect(page).toHaveURL(/\/contacts$/);
      await expect(page.getByText(email)).toHaveCount(0);
    });
  });

test("a person's data and the receipt of a consent leave as files", {
  tag: ["@GD1", "@GD4"],
}, async ({ page, owner }) => {
  const { id, email } = await makeReader(owner);
  await page.goto(`/contacts/${id}`);
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: "Receipt as JSON" }).click();
  const file = JSON.parse(await readFile(await (await receipt).path(), "utf8"));
  expect(receiptFault(file)).toBeNull();
  const readable = page.waitForEvent("download");
  await page.getByRole("link", { name: "Receipt", exact: true }).click();
  const paper = await readFile(await (await readable).path(), "utf8");
  expect(paper).toContain(file.sha256);
  expect(paper).toContain(email);
  for (const name of ["Hand over as JSON", "As a web page", "Hand over as PDF"]) {
    await page.getByRole("button", { name: "More for this contact" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name, exact: true }).click();
    expect(await readFile(await (await download).path(), "utf8")).toContain(email);
  }
});

test("contacts are tagged, filtered by field and kept as a segment", async ({ page, owner }) => {
  const { id, email } = await makeReader(owner);
  await makeContacts(owner.workspaceId, 2);
  await page.goto("/contacts/fields");
  await page.getByLabel("Name").fill("Boat");
  await page.getByLabel("Kind of value").selectOption("text");
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(page.getByRole("heading", { name: "Boat" })).toBeVisible();
  await page.goto(`/contacts/${id}/edit`);
  await page.getByLabel(/^Boat/).fill("Wanderer");
  await page.getByRole("button", { name: "Save fields" }).click();
  await expect(page.getByRole("main").getByText("Wanderer")).toBeVisible();

  await page.goto("/contacts");
  await page.getByRole("checkbox", { name: `Select ${email}` }).check();
  await page.getByRole("button", { name: "Change selected" }).click();
  await page.getByRole("textbox", { name: "Tags" }).fill("Harbour");
  await page.getByRole("button", { name: "Tag 1 contact" }).click();
  // It begins by itself, and the page follows it.
  await expect(page.getByText("They have the tags now.")).toBeVisible({ timeout: 45_000 });
  await page.goto("/contacts");
  await page.getByRole("combobox", { name: /^Field/ }).selectOption("Boat");
  await page.getByLabel("Value of the field").fill("wanderer");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("1 contact", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save as segment" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Sailors");
  await page.getByRole("button", { name: "Save segment" }).click();
  await expect(page.getByRole("link", { name: "Sailors" })).toBeVisible();
  await expect(page.getByText("1 contact", { exact: true })).toBeVisible();
  await expectAccessible(page);
});
