import sharp from "sharp";
import { countVisit } from "#lib/audience/subscribe-forms/limits.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import {
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeEmailAccount,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { fingerprints } from "./support/rows.ts";
import { ask } from "./support/wire.ts";

test("a member gives a newsletter its sender, logo and own mails", {
  tag: ["@DO1", "@OC10"],
}, async ({ page, owner, mailbox }) => {
  const { id } = await makeNewsletter(owner.workspaceId, "The Harbour Letter");
  await makeEmailAccount(owner.workspaceId);
  await page.goto(`/newsletters/${id}`);
  await page.getByLabel("Sender name").fill("Harbour Books");
  await page.getByLabel("Color").selectOption("ocean");
  await page.getByRole("button", { name: "Save sender" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  const picture = await sharp({ create: { width: 300, height: 100, channels: 3, background: "#0a5" } })
    .png()
    .toBuffer();
  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel("Picture").setInputFiles({ name, mimeType: "image/png", buffer });
  await choose("logo.png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"));
  await page.getByRole("button", { name: "Upload logo" }).click();
  await expect(page.getByText("SVG files can carry scripts").first()).toBeVisible();
  await choose("logo.png", picture);
  await page.getByRole("button", { name: "Upload logo" }).click();
  await expect(page.getByRole("img", { name: "Logo of The Harbour Letter" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: "Edit confirmation mail" }).click();
  await page.getByLabel("Opening words").fill("Now 20% off everything");
  await page.getByRole("button", { name: "Save confirmation mail" }).click();
  await expect(page.getByText("a confirmation mail may not advertise").first()).toBeVisible();
  await page.getByLabel(/^Subject/).fill("One press to go");
  await page.getByLabel("Opening words").fill("Good that you found us.");
  await page.getByRole("button", { name: "Save confirmation mail" }).click();
  await expect(
    page.frameLocator("iframe").getByRole("paragraph").filter({ hasText: "Good that you found us." }),
  ).toBeVisible();
  await expect(page.frameLocator("iframe").getByText("IP address").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send a test to myself" }).click();
  const test = await mailbox.messageTo(owner.user.email);
  expect(test.subject).toBe("One press to go");
  expect(test.text).toContain("/confirm/test");

  await page.getByRole("link", { name: "The Harbour Letter" }).click();
  await page.getByRole("link", { name: "Edit welcome mail" }).click();
  await page.getByLabel("Send it to new subscribers").check();
  await page.getByLabel("Message", { exact: true }).fill("Welcome aboard.");
  await page.getByRole("button", { name: "Save welcome mail" }).click();
  await expect(page.getByText("On", { exact: true }).first()).toBeVisible();
  await expect(
    page.frameLocator("iframe").getByRole("paragraph").filter({ hasText: "Welcome aboard." }),
  ).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/subscribe/${id}`);
  await expect(page.getByText("Harbour Books", { exact: true })).toBeVisible();
  await expect(page.locator("img.logo")).toBeVisible();
  expect(await page.locator("body").getAttribute("class")).toBe("ocean");
  await expectAccessible(page);
});

test("a reader proves by work where programs rush a form", { tag: "@DO5" }, async ({ page, owner }) => {
  const { id: newsletterId } = await makeNewsletter(owner.workspaceId, "The Harbour Letter");
  for (let visit = 0; visit < 61; visit++)
    await countVisit({
      ip: `2001:dbb:${(Date.now() % 65_536).toString(16)}:${visit.toString(16)}::1`,
      newsletterId,
    });
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.context().clearCookies();
  const email = uniqueEmail("proven");
  await page.goto(`/subscribe/${newsletterId}`);
  await page.getByLabel("Email address").fill(email);
  await expect(page.getByText("Done. Press the button.")).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await expect(async () => {
    await page.getByRole("button", { name: "Subscribe" }).first().click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible({ timeout: 2000 });
  }).toPass();
  expect(faults).toEqual([]);
  const rows =
    await ownerSql()`select 1 from confirmations c join contacts p on p.id = c.contact_id where p.email = ${email}`;
  expect(rows).toHaveLength(1);
});

test("a scanner's visit and a person's stand apart on timeline and report", {
  tag: "@OC9",
}, async ({ page, owner, browser }) => {
  const { workspaceId } = owner;
  const { id: newsletterId } = await makeNewsletter(workspaceId, "The Harbour Letter");
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id } = await makeDelivery(workspaceId, campaignId, contact?.id ?? "");
  await ownerSql()`select set_config('app.workspace_id', ${workspaceId}, true)`;
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id });
  const before = await fingerprints(workspaceId);
  for (const path of [`/unsubscribe/${token}`, `/preferences/${token}`])
    await ask(path, { headers: { "user-agent": "Mimecast-URL-Protection/1.0" } });
  await ownerSql()`update link_openings set at = at - interval '2 hours' where workspace_id = ${workspaceId}`;
  const context = await browser.newContext({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  });
  const reader = await context.newPage();
  await reader.clock.install();
  await reader.goto(`/unsubscribe/${token}`);
  // Ten idle seconds of a browser with scripts change nothing.
  await reader.clock.fastForward(10_000);
  await expect(reader.getByRole("button", { name: "Unsubscribe from The Harbour Letter" })).toBeVisible();
  expect(await fingerprints(workspaceId)).toEqual(before);
  await context.close();

  await page.goto(`/contacts/${contact?.id}`);
  await expect(page.getByText("Opened the unsubscribe page", { exact: true })).toBeVisible();
  await expect(page.getByText("Probably a security scanner opened the unsubscribe page")).toBeVisible();
  await expectAccessible(page);
});

test("a reader chooses at most one message a week", async ({ page, owner }) => {
  const { workspaceId } = owner;
  const { id: newsletterId } = await makeNewsletter(workspaceId, "The Harbour Letter");
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id } = await makeDelivery(workspaceId, campaignId, contact?.id ?? "");
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id });
  await page.goto(`/preferences/${token}`);
  await expect(page.getByLabel("Every message")).toBeChecked();
  await page.getByLabel("At most one message a week").check();
  await page.getByRole("button", { name: "Save choices" }).click();
  await expect(page.getByText("Your choices are saved.")).toBeVisible();
  await expect(page.getByLabel("At most one message a week")).toBeChecked();
  await expectAccessible(page);
  const [row] = await ownerSql()`select mail_frequency from contacts where id = ${contact?.id ?? ""}`;
  expect(row?.mail_frequency).toBe("weekly");
});
