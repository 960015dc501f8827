import { makeMember, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { goOffline, holdScripts } from "./support/offline.ts";

test("a letter is saved while it is typed and survives leaving", async ({ page, owner }) => {
  const { draft } = await fill(owner);
  await page.goto(`/campaigns/${draft}/edit`);
  await expectAccessible(page);
  const letter = page.getByLabel("Message", { exact: true });
  await letter.fill("Dear reader");
  await expect(page.getByText(/^Saved (just now|\d+ s ago)$/)).toBeVisible();
  await expect(page.frameLocator("iframe").getByText("Dear reader")).toBeVisible();

  // Left at once, without resting: the link waits until it is saved.
  await letter.fill("Dear reader, once more");
  await page.getByRole("link", { name: "Contacts" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
  await page.goto(`/campaigns/${draft}/edit`);
  await expect(letter).toHaveValue("Dear reader, once more");
});

test("a letter typed before the script arrives is saved", async ({ page, owner }) => {
  const { draft } = await fill(owner);
  const arrive = await holdScripts(page);
  await page.goto(`/campaigns/${draft}/edit`, { waitUntil: "domcontentloaded" });
  const letter = page.getByLabel("Message", { exact: true });
  await letter.fill("Typed on a slow line");
  arrive();
  await expect(page.getByText(/^Saved (just now|\d+ s ago)$/)).toBeVisible();
  await page.reload();
  await expect(letter).toHaveValue("Typed on a slow line");
});

test("typing without a connection is saved when it is back", async ({ page, owner, watchdog }) => {
  watchdog.expectComplaint(/Failed to load resource/);
  const { draft } = await fill(owner);
  await page.goto(`/campaigns/${draft}/edit`);
  const letter = page.getByLabel("Message", { exact: true });
  await goOffline(page);
  await letter.fill("Written in a tunnel");
  await expect(page.getByText("Not saved: no connection").last()).toBeVisible();
  await expect(letter).toHaveValue("Written in a tunnel");
  await page.context().setOffline(false);
  await expect(page.getByText(/^Saved (just now|\d+ s ago)$/)).toBeVisible();
  await page.reload();
  await expect(letter).toHaveValue("Written in a tunnel");
  await expect(page.getByText(/^Unsaved text from/)).toHaveCount(0);
});

test("two writers keep both versions and see who and when", async ({ page, owner }) => {
  const { draft } = await fill(owner);
  const { actor: other, user } = await makeMember({ workspaceId: owner.workspaceId });
  await page.goto(`/campaigns/${draft}/edit`);
  const { autosaveCampaign } = await import("#lib/sending/campaigns/autosave.ts");
  await autosaveCampaign(other, { campaignId: draft, name: "A draft", body: "Theirs" });
  await page.getByLabel("Message", { exact: true }).fill("Mine");
  await expect(page.getByText(`${user.name} saved another version less than a minute ago`)).toBeVisible();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Mine");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save mine as a copy" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "A draft (copy)" })).toBeVisible();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Mine");
  const bodies = await ownerSql()`select coalesce(d.body, c.body) as body from campaigns c
    left join campaign_drafts d on d.campaign_id = c.id where c.workspace_id = ${owner.workspaceId} and c.send_requested_at is null`;
  expect(bodies.map(({ body }) => body).sort()).toEqual(["Mine", "Theirs"]);
});

test("the toolbar writes marks by keyboard, and undo takes them back", async ({ page, owner }) => {
  const { draft } = await fill(owner);
  await page.goto(`/campaigns/${draft}/edit`);
  const letter = page.getByLabel("Message", { exact: true });
  await letter.fill("Dear reader");
  await letter.selectText();
  await page.keyboard.press("Control+b");
  await expect(letter).toHaveValue("**Dear reader**");
  await page.keyboard.press("Control+z");
  await expect(letter).toHaveValue("Dear reader");
  await page.getByRole("button", { name: "Bold" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Heading" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(letter).toHaveValue("# Dear reader");
  await expect(letter).toBeFocused();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await letter.focus();
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
});

test("a draft is copied and deleted, and the check names people", async ({ page, owner }) => {
  const { draft } = await fill(owner);
  await page.goto(`/campaigns/${draft}`);
  await page.getByRole("link", { name: /^See all / }).click();
  await expect(page).toHaveURL(/\/contacts\?newsletter=[^&]+&state=any$/);
  await expect(page.getByRole("cell", { name: "Suppressed by you" })).toBeVisible();
  await page.goto(`/campaigns/${draft}`);
  await page.getByRole("button", { name: "Duplicate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "A draft (copy)" })).toBeVisible();
  await page.goto(page.url().replace("/edit", ""));
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the draft “A draft (copy)”?" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Delete draft" }).click();
  await expect(page).toHaveURL(/\/campaigns$/);
  await expect(page.getByText("Draft “A draft (copy)” deleted.")).toBeVisible();
  await expect(page.getByRole("link", { name: "A draft (copy)" })).toHaveCount(0);
});
