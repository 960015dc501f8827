import { asOwner, makeNewsletter, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { scanners } from "./support/links.ts";
import { linkIn } from "./support/mailbox.ts";
import { ask } from "./support/wire.ts";

const stateOf = async (email: string) => {
  const [row] = await ownerSql()`select s.confirmed_at is not null as confirmed from subscriptions s
    join contacts p on p.id = s.contact_id where p.email = ${email}`;
  return row ? (row.confirmed ? "active" : "pending") : "unknown";
};

test("a reader subscribes on the page and confirms by mail", {
  tag: ["@DO1", "@DO2", "@DO3", "@OC9", "@OC15"],
}, async ({ page, owner, mailbox, context }) => {
  const { id } = await makeNewsletter(owner.workspaceId, "The Harbour Letter");
  await page.goto(`/newsletters/${id}`);
  await expect(page.getByLabel("Require email confirmation")).toBeChecked();
  await page.getByLabel("Who can subscribe").selectOption({ index: 0 });
  await page.getByLabel("Privacy notice").fill("https://sender.example/privacy");
  await page.getByRole("button", { name: "Save sign-up" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await context.clearCookies();
  const email = uniqueEmail("subscriber");
  await page.goto(`/subscribe/${id}`);
  await expect(page.getByRole("heading", { name: "Subscribe to The Harbour Letter" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Email address").fill(email);
  // A form sent within two seconds is asked about again, as a program's would be.
  await expect(async () => {
    await page.getByRole("button", { name: "Subscribe" }).click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expectAccessible(page);
  expect(await stateOf(email)).toBe("pending");

  const mail = await mailbox.messageTo(email);
  expect(mail.subject).toBe("Confirm your subscription to The Harbour Letter");
  for (const said of [email, "The Harbour Letter", "IP address", "You did not request this?"])
    expect(mail.text).toContain(said);
  expect(Object.keys(mail.headers)).not.toContain("list-unsubscribe");
  const link = new URL(linkIn(mail.text, "/confirm/")).pathname;

  await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      ask(link, {
        method: ["GET", "HEAD", "OPTIONS"][n % 3] ?? "GET",
        headers: { "user-agent": scanners[n % scanners.length] ?? "" },
      }),
    ),
  );
  await page.goto(link, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Confirm subscription" }).hover();
  await page.reload({ waitUntil: "networkidle" });
  expect(await stateOf(email)).toBe("pending");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Confirm subscription" }).click();
  await expect(page.getByRole("heading", { name: "You are subscribed to The Harbour Letter" })).toBeVisible();
  expect(await stateOf(email)).toBe("active");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "You already confirmed The Harbour Letter" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
});

test("the copied form subscribes from any other site", { tag: "@DO1" }, async ({ page, owner, browser }) => {
  const { id } = await makeNewsletter(owner.workspaceId, "The Harbour Letter");
  await asOwner((tx) => tx`update newsletters set visibility = 'public' where id = ${id}`);
  await page.goto(`/newsletters/${id}`);
  const form = await page
    .getByRole("figure")
    .filter({ hasText: "Form for your site" })
    .locator("code")
    .textContent();
  await expect(page.frameLocator("iframe").getByRole("heading")).toHaveText(
    "Subscribe to The Harbour Letter",
  );

  const email = uniqueEmail("elsewhere");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const site = await context.newPage();
  await site.route("https://blog.example/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<h1>A blog</h1>${form}` }),
  );
  await site.goto("https://blog.example/");
  await site.getByLabel("Email address").fill(email);
  await site.getByRole("button", { name: "Subscribe" }).click();
  await expect(site.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  expect(await stateOf(email)).toBe("pending");
  await context.close();
});
