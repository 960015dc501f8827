import { readFile } from "node:fs/promises";
import { uuidv7 } from "uuidv7";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { asOwner, makeContacts, makeEmailAccount, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import type { Owner } from "./support/owner.ts";

const overview = "/settings/compliance";

test("GDPR: consent is shown, weighed and verified by an outsider", {
  tag: ["@GD1", "@GD11", "@CA6"],
}, async ({ page, owner, browser }) => {
  const { id: newsletterId } = await makeNewsletter(owner.workspaceId, "The Harbour Letter");
  const main = page.getByRole("main");

  await test.step("an interest alone is no ground in France, a sale with its facts is", async () => {
    await page.goto("/contacts/new");
    await main.getByLabel(/^Email/).fill("amelie@example.com");
    await main.getByLabel(/^Country/).fill("France");
    await main.getByLabel(/^Newsletter/).selectOption(newsletterId);
    await main.getByRole("radio", { name: /^Legitimate interest/ }).check();
    await main
      .getByLabel(/^How they agreed|^How/)
      .last()
      .fill("Weighed in our note of May.");
    await main.getByRole("button", { name: "Add contact" }).click();
    await expect(main.getByText(/no ground to mail people in France/).first()).toBeVisible();
    await main.getByLabel(/^What they bought/).fill("Two tickets");
    await main.getByLabel(/could say no to mail/).check();
    await main.getByLabel(/^Date they agreed/).fill("2026-05-03");
    await main.getByRole("button", { name: "Add contact" }).click();
    await expect(main.getByText(/^May get The Harbour Letter/)).toBeVisible();
    await expect(main.getByText("European law (GDPR, ePrivacy), by their country")).toBeVisible();
  });

  await test.step("the overview asks for the assessment behind it", async () => {
    await page.goto(overview);
    await expect(page.getByText("1 legitimate interest without an assessment")).toBeVisible();
    await page.getByRole("link", { name: "Write assessment" }).click();
    await main.getByLabel(/^Purpose/).fill("Tell people who bought tickets about the next readings.");
    await main.getByLabel(/^Necessity/).fill("They left an address, and posters reach few of them.");
    await main.getByRole("button", { name: "Save assessment" }).click();
    await expect(main.getByText(/what people expect, what it costs them/).first()).toBeVisible();
    await expect(main.getByLabel(/^Purpose/)).toHaveValue(/about the next readings/);
    await main.getByLabel(/^Balancing/).fill("Buyers expect it, and leave with one click.");
    await main.getByRole("button", { name: "Save assessment" }).click();
    await expect(page.getByText("In force", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.goto(overview);
    await expect(page.getByText("without an assessment")).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step("the ledger shows the line, and its receipt leaves as a file", async () => {
    await page.getByRole("link", { name: "Consent ledger" }).first().click();
    const row = page.getByRole("row", { name: /amelie@example\.com/ });
    await expect(row).toContainText("Soft opt-in: own sale");
    await expectAccessible(page);
    await page.getByRole("combobox", { name: /^Ground/ }).selectOption("express");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page.getByText("No matching line")).toBeVisible();
    await page.getByRole("link", { name: "Show all" }).click();
    const download = page.waitForEvent("download");
    await row.getByRole("link", { name: "Receipt" }).click();
    const text = await readFile(await (await download).path(), "utf8");

    const outsider = await (await browser.newContext()).newPage();
    await outsider.goto("/receipts");
    await expectAccessible(outsider);
    const verify = async (receipt: string) => {
      await outsider.goto("/receipts");
      await outsider.getByRole("textbox").fill(receipt);
      await outsider.getByRole("button", { name: "Verify receipt" }).click();
      return outsider.getByRole("heading", { level: 1 });
    };
    await expect(await verify(text)).toHaveText("This receipt is genuine");
    await expect(outsider.getByText("Weighed in our note of May.")).toBeVisible();
    await expect(await verify(text.replace("of May", "of June"))).toHaveText("This receipt does not verify");
    await expect(await verify("{}")).toHaveText("This is no receipt");
    await outsider.context().close();

    const reader = await (await browser.newContext({ locale: "ar" })).newPage();
    await reader.goto("/receipts");
    await expectAccessible(reader);
    await reader.getByRole("textbox").fill(text);
    await reader.getByRole("button", { name: "تحقق من الإيصال" }).click();
    await expect(reader.locator("html")).toHaveAttribute("dir", "rtl");
    await expect(reader.getByRole("heading", { level: 1 })).toHaveText("هذا الإيصال أصلي");
    await expect(reader.getByText("Weighed in our note of May.")).toBeVisible();
    await reader.context().close();
  });
});

test("CAN-SPAM: the checklist follows what the workspace really has", {
  tag: ["@CS1", "@CS3", "@CS4"],
}, async ({ page, owner }) => {
  await asOwner((sql) => sql`update workspaces set postal_address = null where id = ${owner.workspaceId}`);
  await page.goto(overview);
  const law = page.getByRole("region", { name: "CAN-SPAM" });
  await expect(law.getByText("Your postal address is missing")).toBeVisible();
  await expect(law.getByText("CAN-SPAM § 7704(a)(5)")).toBeVisible();
  await law.getByRole("link", { name: "Add postal address" }).click();
  await page.getByLabel(/^Postal address/).fill("4 Quay Street\nHalifax NS B3J 1A1");
  await page.getByRole("button", { name: "Save workspace" }).click();
  await expect(page.getByText(/saved/i).first()).toBeVisible();

  const { id: newsletterId } = await makeNewsletter(owner.workspaceId);
  const [contact] = await makeContacts(owner.workspaceId, 1, newsletterId);
  await page.goto(`/contacts/${contact?.id}/unsubscribe`);
  await page.getByLabel(/^How they asked/).fill("By phone, to Anna.");
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await expect(page.getByText(/^Gets nothing: unsubscribed on/)).toBeVisible();
  await page.goto(overview);
  await expect(law.getByText("Your postal address is in every campaign message")).toBeVisible();
  await expect(law.getByText("1 opt-out of the last 30 days held at once")).toBeVisible();
});

async function makeLapsing({ workspaceId }: Owner) {
  const { id: newsletterId } = await makeNewsletter(workspaceId, "The Harbour Letter");
  await makeEmailAccount(workspaceId, { fromAddress: "letters@sender.test" });
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const id = contact?.id ?? "";
  await asOwner(async (sql) => {
    await sql`update workspaces set canadian_consent = 'implied', sender_name = 'Harbour Books', postal_address = '4 Quay Street, Halifax'
      where id = ${workspaceId}`;
    await sql`delete from consents where contact_id = ${id}`;
    // Nothing but the postal code tells that this person is in Canada.
    await sql`update contacts set postal_code = 'B3J 1A1' where id = ${id}`;
    await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, occurred_at, given_on,
        expires_at)
      values (${uuidv7()}, ${workspaceId}, ${id}, ${newsletterId}, 'grant', 'implied_purchase', 'manual', 'Bought a print.', 'member',
        now() - interval '1 year', current_date + 9 - interval '24 months', now() + interval '9 days')`;
  });
  return { id, email: contact?.email ?? "", newsletterId };
}

for (const scripts of [true, false])
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled: scripts });

    test("CASL: a ground that ends is renewed by the person's own press", {
      tag: ["@CA1", "@CA2", "@CA3", "@CA4"],
    }, async ({ page, owner, browser }) => {
      const { id, email } = await makeLapsing(owner);
      const main = page.getByRole("main");
      await page.goto(`/contacts/${id}`);
      await expect(
        main.getByText("Canada’s law (CASL), by their postal code B3J 1A1", { exact: true }),
      ).toBeVisible();
      await page.goto(overview);
      await expect(main.getByText("Consent of 1 contact ends within 30 days")).toBeVisible();
      await main.getByRole("link", { name: "See who" }).click();
      await expect(page.getByRole("row", { name: new RegExp(email) })).toContainText("they bought something");
      if (scripts) await expectAccessible(page);
      await main.getByRole("button", { name: "Prepare campaign" }).click();
      await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
      await main.locator("summary").filter({ hasText: /done$/ }).first().click();
      await expect(main.getByText("1 person of The Harbour Letter will get it.")).toBeVisible();
      await expect(main.getByText("Each reader has a link of their own on which they agree.")).toBeVisible();

      const campaignId = page.url().split("/").at(-1) ?? "";
      const deliveryId = uuidv7();
      await asOwner(async (sql) => {
        await sql`update campaigns set send_requested_at = now(), finished_at = now() where id = ${campaignId}`;
        await sql`insert into deliveries (workspace_id, campaign_id, contact_id, id, email, email_hash, state, sent_at)
          select workspace_id, ${campaignId}, id, ${deliveryId}, email, email_hash, 'sent', now() from contacts where id = ${id}`;
      });
      const token = signLink(await linkKey(), "agree", { workspaceId: owner.workspaceId, id: deliveryId });
      const reader = await (
        await browser.newContext({ locale: "de-DE", javaScriptEnabled: scripts })
      ).newPage();
      await reader.goto(`/agree/${token}`);
      await expect(reader.getByText("4 Quay Street, Halifax")).toBeVisible();
      await expect(reader.getByText("letters@sender.test")).toBeVisible();
      if (scripts) await expectAccessible(reader);
      expect(await ownerSql()`select 1 from consents where contact_id = ${id} and basis = 'express'`).toEqual(
        [],
      );
      await reader.getByRole("button").first().click();
      await expect(reader.getByRole("status")).toBeVisible();
      await reader.goto(`/agree/${token}`);
      await expect(reader.getByRole("button")).toHaveCount(0);
      await reader.context().close();

      await page.goto(`/contacts/${id}`);
      await expect(main.getByText(/^May get The Harbour Letter: asked for it/)).toBeVisible();
      await page.goto("/settings/compliance/lapsing");
      await expect(page.getByText("Nothing ends within 30 days")).toBeVisible();
    });
  });
