import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { asOwner, makeContacts, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

const ledger = "/settings/compliance/suppressions";

test("Suppression Lists: four reasons in one list, managed in Settings", async ({ page, owner }) => {
  const { workspaceId, actor } = owner;
  const { id: newsletterId } = await makeNewsletter(workspaceId, "The Harbour Letter");
  const people = await makeContacts(workspaceId, 4, newsletterId);
  const reasons = ["unsubscribed", "bounced", "complained", "manual"] as const;
  await asOwner(async (sql) => {
    for (const [at, reason] of reasons.entries())
      await sql`insert into suppressions (id, workspace_id, email_hash, email, newsletter_id, reason, source)
        values (new_id(), ${workspaceId}, ${people[at]?.emailHash ?? null}, ${people[at]?.email ?? null},
          ${reason === "unsubscribed" ? newsletterId : null}, ${reason}, 'manual')`;
  });

  await test.step("each reason has its tab, and filters narrow the list", async () => {
    await page.goto("/settings/compliance");
    await page.getByRole("link", { name: "Suppressions" }).first().click();
    const rows = page.getByRole("table").getByRole("link");
    await expect(rows).toHaveCount(4);
    for (const name of ["Unsubscribed", "Bounced", "Reported spam", "Suppressed by you"])
      await expect(
        page.getByRole("navigation", { name: "Reason" }).getByRole("link", { name }),
      ).toBeVisible();
    await page.getByRole("combobox", { name: /No mail from/ }).selectOption("The Harbour Letter");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(rows).toHaveCount(1);
    await page.getByRole("link", { name: "Clear" }).click();
    await expect(rows).toHaveCount(4);
    await page.getByRole("searchbox", { name: /Search by email/ }).fill(people[2]?.email.slice(3, 18) ?? "");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(rows).toHaveCount(1);
    await expectAccessible(page);
  });

  await test.step("a complaint is lifted by nobody, a bounce with a reason", async () => {
    await page.getByRole("table").getByRole("link").click();
    await expect(page.getByText("Nobody here can lift it")).toBeVisible();
    await expect(page.getByText("All mail, also confirmation mails.")).toBeVisible();
    await page.goto(`${ledger}?reason=bounced`);
    await page.getByRole("table").getByRole("link").click();
    await page.getByRole("button", { name: "Lift" }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("The mailbox works again.");
    await page.getByRole("button", { name: "Lift suppression" }).click();
    await expect(page.getByText("The suppression is lifted. Its history stays.")).toBeVisible();
  });

  await test.step("addresses are added by hand, with who and why", async () => {
    await page.getByRole("link", { name: "Add addresses" }).click();
    await page.getByLabel(/^Email addresses/).fill("rival@competitor.example");
    await page.getByLabel(/^Why/).fill("A competitor.");
    await page.getByRole("button", { name: "Suppress addresses" }).click();
    await expect(page.getByText("1 address is suppressed from now on")).toBeVisible();
    await page.goto(`${ledger}?search=rival@comp`);
    await page.getByRole("table").getByRole("link").click();
    await expect(page.getByRole("main").getByText("Ada Lovelace")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("a rule with a star blocks every domain below", async () => {
    await page.goto(`${ledger}/rules`);
    await page.getByLabel("Domain or name").fill("*.competitor.example");
    await page.getByRole("button", { name: "Add rule" }).click();
    await expect(page.getByText("Nobody below competitor.example gets mail from now on.")).toBeVisible();
    await expect(page.getByText("Everybody at every domain below it", { exact: true })).toBeVisible();
    await expectAccessible(page);
  });
  const rows =
    await ownerSql()`select reason from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;
  expect(rows.map(({ reason }) => reason).sort()).toEqual(["complained", "manual", "manual", "unsubscribed"]);
  // The list of addresses is the workspace's own, whoever adds to it.
  await addSuppressions(actor, { emails: "rival@competitor.example" });
});
