import { linkPages } from "#lib/mail/platform/mailed-link.ts";
import { makeUser, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { formsOf, sendForm } from "./support/forms.ts";
import { scanners } from "./support/links.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword } from "./support/owner.ts";
import { ask, origin } from "./support/wire.ts";

const dead = "A".repeat(43);

test("a mailed link's address loses its token before a page is shown", { tag: "@V14.2.1" }, async () => {
  for (const page of Object.values(linkPages)) {
    const opened = await ask(`${page}${dead}`);
    const to = new URL(opened.headers.location ?? "", origin());
    expect([opened.status, to.origin, to.pathname + to.search], page).toEqual([303, origin(), `${page}link`]);
    expect(opened.headers["referrer-policy"]).toBe("no-referrer");
    expect(opened.cookies).toEqual([
      expect.stringMatching(
        /^__Host-mn\.link-[a-z-]+=A{43}; Path=\/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    const cookie = opened.cookies[0]?.split(";")[0] ?? "";
    const shown = await ask(`${page}link`, { headers: { cookie } });
    expect([shown.status, shown.headers["referrer-policy"]], page).toEqual([200, "no-referrer"]);
    expect(shown.text).toMatch(/does not work any more/);

    const lost = await ask(`${page}link`);
    expect([lost.status, lost.headers["referrer-policy"]], page).toEqual([200, "no-referrer"]);
    expect(lost.text).toMatch(/Open the link in your email again/);
  }
  const unsubscribe = await ask(`/unsubscribe/${dead}A`);
  expect([unsubscribe.status, unsubscribe.cookies]).toEqual([404, []]);
});

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("a reset goes through a clean address and forgets its link", {
      tag: "@V14.2.1",
    }, async ({ page, mailbox, context }) => {
      const user = await makeUser();
      await givePassword(user.id);
      await page.goto("/reset-password");
      await page.getByLabel("Email address").fill(user.email);
      await page.getByRole("button", { name: "Mail me a link" }).click();
      const link = linkIn((await mailbox.messageTo(user.email)).text, "/reset-password/");
      for (const userAgent of scanners)
        await ask(new URL(link).pathname, { headers: { "user-agent": userAgent } });

      await page.goto(link);
      await expect(page).toHaveURL(/\/reset-password\/link$/);
      await page.getByLabel("New password").fill("short");
      await page.getByRole("button", { name: "Save new password" }).click();
      await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
      await page.reload();
      await page.getByLabel("New password").fill("Slow-rivers8 carry");
      await page.getByRole("button", { name: "Save new password" }).click();
      await expect(page).toHaveURL(/\/sign-in$/);
      expect((await context.cookies()).filter(({ name }) => name.includes("link"))).toEqual([]);
      await page.goto("/reset-password/link");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Open the link in your email again");
      await expect(page.getByRole("link", { name: "Get a new link" })).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
    });
  });

test("a form sent to its old address still works", async ({ mailbox }) => {
  const user = await makeUser();
  await givePassword(user.id);

  const [asked] = await formsOf("/reset-password");
  await sendForm("/reset-password", { ...asked?.fields, email: user.email });
  const { pathname } = new URL(linkIn((await mailbox.messageTo(user.email)).text, "/reset-password/"));
  const [form] = await formsOf(pathname);
  const { status } = await sendForm(pathname, { ...form?.fields, password: "Slow-rivers8 carry" });
  expect(status).toBe(303);
  const [used] = await ownerSql()`select count(*)::int as n from email_tokens
    where user_id = ${user.id} and purpose = 'reset_password' and used_at is not null`;
  expect(used?.n).toBe(1);
});
