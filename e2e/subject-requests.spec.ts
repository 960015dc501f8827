import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { makeCampaign, makeContacts, makeDelivery, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { linkIn, mailbox } from "./support/mailbox.ts";

async function makeReader(workspaceId: string) {
  const { id: newsletterId } = await makeNewsletter(workspaceId, "The Harbour Letter");
  const [reader] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, reader?.id ?? "");
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  return { contactId: reader?.id ?? "", email: reader?.email ?? "", preferences: `/preferences/${token}` };
}

const requests = "/settings/compliance/requests";
const pathOf = (text: string, path: string) => new URL(linkIn(text, path)).pathname;

test("a person asks, proves their address, and opens their data", {
  tag: ["@GD3", "@GD4", "@OC9"],
}, async ({ page, owner, browser }) => {
  test.slow();
  const { email } = await makeReader(owner.workspaceId);
  const without = await browser.newContext({ javaScriptEnabled: false });
  const subject = await without.newPage();
  await subject.goto(`/subject-requests/${owner.workspaceId}`);
  await subject.getByLabel("Email address").fill(email);
  await subject.getByLabel("Get a copy of my data").check();
  await subject.getByLabel("Anything to add?").fill("Everything since 2020.");
  await expect(async () => {
    await subject.getByRole("button", { name: "Send request" }).click();
    await expect(subject.getByRole("heading", { name: "Check your inbox" })).toBeVisible({ timeout: 2000 });
  }).toPass();

  await page.goto(`/subject-requests/${owner.workspaceId}`);
  await expectAccessible(page);
  await page.goto(requests);
  await expect(page.getByText("No open requests")).toBeVisible();
  const asked = await mailbox.messageTo(email);
  expect(asked.subject).toContain("Confirm your request to");
  const proof = pathOf(asked.text, "/subject-requests/proof/");
  await page.goto(proof);
  await expectAccessible(page);
  await subject.goto(proof);
  await page.goto(requests);
  await expect(page.getByText("No open requests")).toBeVisible();
  await subject.getByRole("button", { name: "Confirm request" }).click();
  await expect(subject.getByRole("heading", { name: /has your request$/ })).toBeVisible();
  expect((await mailbox.messageTo(email, 2)).subject).toMatch(/has your request$/);

  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("Copy of their data");
  await page.getByRole("link", { name: email }).click();
  await expect(page.getByText("Everything since 2020.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send them their data" }).click();
  await expect(page.getByRole("status").getByText("A link to their data is on its way")).toBeVisible();
  await expect(page.getByText("Not downloaded yet")).toBeVisible();

  const answer = await mailbox.messageTo(email, 3);
  const bundle = pathOf(answer.text, "/subject-requests/bundle/");
  await page.goto(bundle);
  await expectAccessible(page);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("button", { name: "Download my data" })).toBeVisible();
  await expectAccessible(page);
  await page.goBack();
  await page.goBack();
  await subject.goto(bundle);
  await subject.getByLabel("Email address").fill("somebody.else@example.com");
  await subject.getByRole("button", { name: "Continue" }).click();
  await expect(subject.getByRole("alert")).toHaveText("This is not the address of the request.");
  await subject.getByLabel("Email address").fill(email);
  await subject.getByRole("button", { name: "Continue" }).click();
  await expect(subject.getByRole("status")).toHaveText(/^That is the right address\./);
  await expect(subject.getByRole("alert")).toHaveCount(0);
  const [download] = await Promise.all([
    subject.waitForEvent("download"),
    subject.getByRole("button", { name: "Download my data" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("my-data.zip");
  await page.reload();
  await expect(page.getByText("Downloaded 1 time")).toBeVisible();

  await page.getByRole("button", { name: "Withdraw link" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw link" }).click();
  await expect(page.getByText("The link is withdrawn")).toBeVisible();
  await subject.goto(bundle);
  await expect(subject.getByRole("heading", { name: "This file is no longer available" })).toBeVisible();
  await without.close();
});

test("a reader asks to be forgotten, and is", {
  tag: ["@GD5", "@GD6"],
}, async ({ page, owner, browser, watchdog }) => {
  test.slow();
  const { email, contactId, preferences } = await makeReader(owner.workspaceId);
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(preferences);
  await expectAccessible(visitor);
  await visitor.getByRole("button", { name: "Erase my data" }).click();
  await expect(visitor.getByRole("heading", { name: /has your request$/ })).toBeVisible();
  await expect(visitor.getByText(/sends you no newsletters/)).toBeVisible();
  await expectAccessible(visitor);

  await page.goto(`/contacts/${contactId}`);
  await expect(page.getByText("Their data is restricted (GDPR Art. 18)")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Open their request" }).click();
  await page.getByRole("button", { name: "Erase this person" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Type erase to erase this person." })).toBeVisible();
  await page.getByLabel("Type erase to confirm").fill("erase");
  await page.getByRole("button", { name: "Erase this person" }).click();
  await expect(page.getByRole("heading", { name: "Fulfilled" })).toBeVisible();
  expect((await mailbox.messageTo(email, 2)).text).toContain("Your data is erased");
  await expect
    .poll(async () => {
      const [row] =
        await ownerSql()`select email from subject_requests where workspace_id = ${owner.workspaceId}`;
      return row?.email;
    })
    .toBeNull();
  await page.reload();
  await expect(page.getByText("The person was erased. What stays is that you answered.")).toBeVisible();
  await visitor.goto(preferences);
  await expect(visitor.getByRole("heading")).not.toContainText("Your mail from");
  watchdog.expectComplaint(/status of 404/);
  await page.goto(`/contacts/${contactId}`);
  await expect(page.getByRole("heading", { name: /not here|not found|nothing/i })).toBeVisible();
});

test("a member enters a letter, extends it, and refuses it", { tag: "@GD3" }, async ({ page, owner }) => {
  const { email } = await makeReader(owner.workspaceId);
  test.slow();
  await page.goto(`${requests}/new`);
  await page.getByLabel("Their email address").fill(email);
  await page.getByRole("radio", { name: /Correction/ }).check();
  await page.getByRole("button", { name: "Enter request" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Say how it came" })).toBeVisible();
  await page.getByLabel("How it came").fill("By letter, with the number of the last invoice.");
  await page.getByRole("button", { name: "Enter request" }).click();
  await expect(page.getByRole("heading", { name: "Correction" })).toBeVisible();

  await page.getByRole("button", { name: "Extend…" }).click();
  await page.getByRole("dialog").getByLabel("Why").fill("The old archive is on paper.");
  await page.getByRole("dialog").getByRole("button", { name: "Extend request" }).click();
  await expect(page.getByText("The old archive is on paper.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Extend…" })).toBeHidden();
  expect((await mailbox.messageTo(email, 2)).text).toContain("The old archive is on paper.");

  await page.goto("/settings/compliance");
  await expect(page.getByText("1 data request is open")).toBeVisible();
  await page.getByRole("link", { name: "See requests" }).click();
  await page.getByRole("link", { name: email }).click();
  await page.getByRole("button", { name: "Refuse…" }).click();
  await page.getByRole("dialog").getByLabel("Why").fill("Nothing about you is wrong in our books.");
  await page.getByRole("dialog").getByRole("button", { name: "Refuse request" }).click();
  await expect(page.getByRole("heading", { name: "Refused" })).toBeVisible();
  const refusal = await mailbox.messageTo(email, 3);
  expect(refusal.text).toContain("Nothing about you is wrong in our books.");
  expect(refusal.text).toContain("data protection authority");
});
