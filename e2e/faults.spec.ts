import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { asOwner, makeCampaign, makeNewsletter } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";

test("our fault shows a reference only, and the log has the rest", {
  tag: "@V16.5.1",
}, async ({ page, owner, watchdog }) => {
  const { id: newsletterId } = await makeNewsletter(owner.workspaceId);
  await makeCampaign(owner.workspaceId, { newsletterId, name: "A letter" });
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  // A row no form of ours would write: the pages of this one workspace meet a time zone that does not exist.
  const zone = (name: string) =>
    asOwner((sql) => sql`update workspaces set time_zone = ${name} where id = ${owner.workspaceId}`);
  await zone("Nowhere/At_All");
  watchdog.expectComplaint(
    /status of 500|An error occurred in the Server Components render|Minified React error #441/,
  );
  await page
    .getByRole("navigation", { name: "Main", exact: true })
    .getByRole("link", { name: "Campaigns" })
    .click();
  await expect(
    page.getByRole("heading", { level: 1, name: "Something went wrong on our side" }),
  ).toBeVisible();
  expect(await page.locator("body").textContent()).not.toMatch(
    /Nowhere|RangeError|invalid time zone|node_modules/i,
  );
  await expectAccessible(page, everyLook);
  // A page may be asked for again while it is looked at; the same fault has the same reference.
  const lines = logged(await referenceOn(page));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    expect(line).toMatchObject({
      page: "/campaigns",
      error: [{ name: "RangeError", message: expect.stringContaining("Nowhere/At_All") }],
    });

  await page.reload();
  const told = page.getByText(/What you saved before is kept\./);
  await expect(told).toBeVisible();
  expect(logged(await referenceOn(page)).length).toBeGreaterThan(0);
  // Mended only once the server has failed again, or it would have been this try that succeeds.
  const before = faults();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(faults).toBeGreaterThan(before);
  await expect(told).toBeVisible();

  await zone("Europe/London");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Campaigns" })).toBeVisible();
  await page.getByRole("link", { name: "A letter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "A letter" })).toBeVisible();
});

/** How often the log tells of this very fault. */
const faults = () =>
  readFileSync(process.env.E2E_LOG ?? "", "utf8")
    .split("\n")
    .filter((line) => line.includes("Nowhere/At_All")).length;

async function referenceOn(page: Page) {
  const reference = await page
    .getByText(/^Reference/)
    .locator("code")
    .textContent();
  expect(reference).toMatch(/^\w{4,}/);
  return reference ?? "";
}

type Line = { reference: string; page: string; error: { name: string; message: string }[] };

/** The lines of the product's log under a reference. */
function logged(reference: string): Line[] {
  const lines = readFileSync(process.env.E2E_LOG ?? "", "utf8").split("\n");
  return lines
    .flatMap((line) => /\{"level":"error".*/.exec(line)?.[0] ?? [])
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.reference === reference);
}
