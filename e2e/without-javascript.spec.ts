import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { makeCampaign, makeContacts, makeDelivery, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { givePassword, makeOwner, password } from "./support/owner.ts";

test.use({ javaScriptEnabled: false });

test("without scripts, a member signs in, sees field errors, signs out", async ({ page, context }) => {
  const { user } = await makeOwner();
  await givePassword(user.id);
  await page.goto("/settings/profile");
  await page.getByLabel("Email address").fill("not an address");
  await page.getByLabel("Password", { exact: true }).fill("x");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Email address")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Email address")).toHaveValue("not an address");

  await page.getByLabel("Email address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/settings\/profile$/);

  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in\?signed-out/);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(["__Host-mn.device"]);
});

test("without scripts a newsletter is created, changed and archived", async ({ page, owner }) => {
  await page.goto("/newsletters/new");
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Name", { exact: true }).fill("Plain News");
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Plain News" })).toBeVisible();
  await expect(page.getByText("Newsletter created.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Newsletter created.")).toBeHidden();

  await page.getByLabel("Name", { exact: true }).fill("Plainer News");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Plainer News" })).toBeVisible();
  await page.getByRole("button", { name: "Archive", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive newsletter" }).click();
  await expect(page.getByText("Plainer News is archived.")).toBeVisible();
  const [row] =
    await ownerSql()`select archived_at from newsletters where workspace_id = ${owner.workspaceId}`;
  expect(row?.archived_at).not.toBeNull();
});

test("without scripts a campaign is written, checked and previewed", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await page.goto("/campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill("Written by hand");
  await page.getByRole("button", { name: "Write the message" }).click();
  await expect(page).toHaveURL(/\/edit$/);
  await page.getByLabel("Subject").fill("Hello {{first_name|you}}");
  await page.getByRole("textbox", { name: /^Message/ }).fill("# News\n\nAll of it.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Message/ })).toHaveValue("# News\n\nAll of it.");
  await page.getByRole("link", { name: "Plain text" }).click();
  await expect(page.locator("pre")).toContainText("All of it.");
  await page.getByRole("button", { name: "Preview and check" }).click();
  await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Choose the account it is sent from.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
});

test("without scripts a file is imported from the attestation to the report", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId, "Plain News");
  await page.goto("/contacts/imports/new");
  await page.getByRole("radio", { name: /Express consent/ }).check();
  await page.getByLabel("Where and when they agreed").fill("Sign-up sheet at the fair in Turin.");
  await page.getByRole("checkbox", { name: /The people in this file agreed/ }).check();
  await page.getByRole("button", { name: "Continue to the file" }).click();
  await page.getByLabel("File of contacts").setInputFiles({
    name: "plain.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("email;name\nada@example.com;Ada\nbroken;B\n"),
  });
  await page.getByRole("button", { name: "Upload file" }).click();
  await page.getByRole("button", { name: "Show the rows again" }).click();
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Import finished")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("table", { name: /not taken/ }).getByRole("row")).toHaveCount(2);
});

test("without scripts, a contact is added on a chosen ground", async ({ page, owner }) => {
  const newsletter = await makeNewsletter(owner.workspaceId, "Plain News");
  await page.goto("/contacts/new");
  await expect(page.getByRole("radio", { checked: true }), "no ground is chosen by itself").toHaveCount(0);
  await page.getByLabel("Email address").fill("grace@example.com");
  await page.getByLabel("First name").fill("Grace");
  await page.getByLabel("Country").fill("Ireland");
  await page.getByRole("combobox", { name: /^Newsletter/ }).selectOption({ label: "Plain News" });
  await page.getByLabel("How and when they agreed").fill("Signed the card at our stand in Cork.");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByText("Choose on what ground you may write to them.").first()).toBeVisible();
  await expect(page.getByLabel("Email address"), "what was typed stays").toHaveValue("grace@example.com");

  await page.getByRole("radio", { name: /they asked you something/ }).check();
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByText(/Enter the date of the inquiry/).first()).toBeVisible();
  const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Date they agreed, bought or asked").fill(lastMonth);
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Grace" })).toBeVisible();
  const rows =
    await ownerSql()`select c.email, c.country, s.newsletter_id, k.basis, k.wording, k.expires_at is not null as ends
    from contacts c join subscriptions s on s.contact_id = c.id join consents k on k.contact_id = c.id
    where c.workspace_id = ${owner.workspaceId}`;
  expect(rows.map((row) => ({ ...row }))).toEqual([
    {
      email: "grace@example.com",
      country: "IE",
      newsletter_id: newsletter.id,
      basis: "implied_inquiry",
      wording: "Signed the card at our stand in Cork.",
      ends: true,
    },
  ]);
});

test("without scripts a subscriber leaves with one press", { tag: "@OC10" }, async ({ page }) => {
  const { workspaceId } = await makeOwner();
  const newsletter = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
  const [contact] = await makeContacts(workspaceId, 1, newsletter.id);
  const delivery = await makeDelivery(workspaceId, campaign.id, contact?.id ?? "");
  await page.goto(`/unsubscribe/${signLink(await linkKey(), "unsubscribe", { workspaceId, ...delivery })}`);
  await page.getByRole("button", { name: "Unsubscribe from The Weekly Engine" }).click();
  await expect(
    page.getByRole("heading", { name: "You are unsubscribed from The Weekly Engine" }),
  ).toBeVisible();
  const rows = await ownerSql()`select email, source from suppressions where workspace_id = ${workspaceId}`;
  expect(rows.map(({ email, source }) => [email, source])).toEqual([[contact?.email, "unsubscribe_page"]]);
});
