import type { Page } from "@playwright/test";
import { makeNewsletter, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { cuttingProxy } from "./support/cutting-proxy.ts";
import { type Owner, signIn } from "./support/owner.ts";

type Form = {
  table: string;
  /** Fills the form and returns the name of its button. */
  fill: (page: Page, owner: Owner) => Promise<string>;
  /** What shows that the answer of the second post is the first one's. */
  shows: (page: Page) => Promise<unknown>;
};

const forms: Record<string, Form> = {
  "a newsletter": {
    table: "newsletters",
    async fill(page) {
      await page.goto("/newsletters/new");
      await page.getByLabel("Name", { exact: true }).fill("Tunnel News");
      return "Create newsletter";
    },
    shows: (page) => expect(page.getByRole("heading", { level: 1, name: "Tunnel News" })).toBeVisible(),
  },
  "a contact": {
    table: "contacts",
    async fill(page, { workspaceId }) {
      await makeNewsletter(workspaceId);
      await page.goto("/contacts/new");
      await page.getByLabel("Email address").fill(uniqueEmail("tunnel"));
      await page.getByLabel("Newsletter they agreed to").selectOption({ index: 1 });
      await page.getByLabel("Express consent").check();
      await page.locator("textarea").fill("Signed the sheet at the fair.");
      return "Add contact";
    },
    shows: (page) => expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}$/),
  },
  "a campaign": {
    table: "campaigns",
    async fill(page) {
      await page.goto("/campaigns/new");
      await page.getByLabel("Name", { exact: true }).fill("Tunnel letter");
      return "Write the message";
    },
    shows: (page) => expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}\/edit$/),
  },
  "an invitation": {
    table: "invitations",
    async fill(page) {
      await page.goto("/settings/team/invite");
      await page.getByLabel("Email addresses").fill(uniqueEmail("tunnel"));
      return "Send invitations";
    },
    shows: (page) => expect(page.getByRole("heading", { name: "1 invitation is on its way" })).toBeVisible(),
  },
};

for (const [what, { table, fill, shows }] of Object.entries(forms)) {
  test(`${what} is made once when its answer is lost`, async ({ browser, owner, watchdog }) => {
    watchdog.expectComplaint(/Failed to load resource/);
    const proxy = await cuttingProxy();
    const context = await browser.newContext({
      proxy: proxy.settings,
      baseURL: process.env.E2E_BASE_URL ?? "",
    });
    await signIn(context, owner);
    const page = await context.newPage();
    const button = await fill(page, owner);
    const before = await countOf(table, owner.workspaceId);
    proxy.cut(true);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByText("No connection. Your text is still here.")).toBeVisible();
    expect(proxy.cuts).toBeGreaterThan(0);
    proxy.cut(false);
    expect(await countOf(table, owner.workspaceId), "the product did it").toBe(before + 1);

    await page.getByRole("button", { name: "Try again" }).click();
    await shows(page);
    expect(await countOf(table, owner.workspaceId)).toBe(before + 1);
    await context.close();
    await proxy.close();
  });
}

const countOf = async (table: string, workspaceId: string) =>
  (await ownerSql()`select from ${ownerSql()(table)} where workspace_id = ${workspaceId}`).length;
