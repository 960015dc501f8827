import { accountRecoverySweep } from "#lib/account/account-recovery/sweep.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { makeTwoFactor, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { linkIn } from "./support/mailbox.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";
import { passPassword } from "./support/two-factor.ts";
import { openMailed } from "./support/wire.ts";

async function makeLocked() {
  const owner = await makeOwner();
  await givePassword(owner.user.id);
  await makeTwoFactor(owner.user.id);
  return owner;
}

const requestsOf = (userId: string) =>
  ownerSql()`select cancelled_at is not null as cancelled, completed_at is not null as completed from account_recoveries
    where user_id = ${userId} order by created_at`;

for (const scripts of [true, false])
  test.describe(scripts ? "in a browser" : "without scripts", () => {
    test.use({ javaScriptEnabled: scripts });

    test("a person without factors recovers by mail after three days", {
      tag: "@V6.4.4",
    }, async ({ page, context, mailbox }) => {
      const { user } = await makeLocked();
      await passPassword(page, user.email);
      await page.getByRole("link", { name: "I have neither" }).click();
      await expect(page.getByRole("heading", { name: "Get back into your account" })).toBeVisible();
      if (scripts) await expectAccessible(page, everyLook);
      await page.getByRole("button", { name: "Ask to get back in" }).click();
      await expect(page.getByRole("heading", { name: "Your request waits" })).toBeVisible();
      if (scripts) await expectAccessible(page);
      expect((await context.cookies()).map(({ name }) => name)).not.toContain(cookieNames.pending);
      expect((await mailbox.messageTo(user.email)).subject).toContain("asked to switch off");

      await ownerSql().begin(async (sql) => {
        await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
        await sql`update account_recoveries set due_at = now() - interval '1 second' where user_id = ${user.id}`;
      });
      await runJob(accountRecoverySweep, {});
      expect((await mailbox.messageTo(user.email, 2)).subject).toBe(
        "Two-factor authentication was switched off",
      );
      await page.goto("/sign-in");
      await page.getByLabel("Email address").fill(user.email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
    });

    test("the mailed cancel link needs one press; opening it changes nothing", {
      tag: "@V6.4.4",
    }, async ({ page, mailbox }) => {
      const { user } = await makeLocked();
      await passPassword(page, user.email);
      await page.getByRole("link", { name: "I have neither" }).click();
      await page.getByRole("button", { name: "Ask to get back in" }).click();
      await expect(page.getByRole("heading", { name: "Your request waits" })).toBeVisible();
      const link = linkIn((await mailbox.messageTo(user.email)).text, "/account-recovery/cancel/");

      const opened = await openMailed(new URL(link).pathname);
      expect([opened.status, opened.headers["referrer-policy"]]).toEqual([200, "no-referrer"]);
      expect(await requestsOf(user.id)).toEqual([{ cancelled: false, completed: false }]);
      await page.goto(link);
      if (scripts) await expectAccessible(page);
      await page.getByRole("button", { name: "Cancel the request" }).click();
      await expect(page.getByRole("heading", { name: "The request is cancelled" })).toBeVisible();
      if (scripts) await expectAccessible(page);
      expect(await requestsOf(user.id)).toEqual([{ cancelled: true, completed: false }]);

      await page.goto(link);
      await expect(page.getByText("This link does not work any more").first()).toBeVisible();
    });
  });

test("account recovery needs the password step and refuses others' pages", {
  tag: "@V6.4.4",
}, async ({ page }) => {
  await page.goto("/account-recovery");
  await expect(page.getByRole("heading", { name: "This sign-in is over" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Ask to get back in" })).toHaveCount(0);
});

test("somebody still signed in elsewhere sees the request and cancels it there", async ({
  page,
  context,
}) => {
  const owner = await makeLocked();
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
    await sql`insert into account_recoveries (id, user_id, due_at) values (new_id(), ${owner.user.id}, now() + interval '70 hours')`;
  });
  await signIn(context, owner);
  await page.goto("/settings/security/two-factor");
  await expect(page.getByText("Somebody asked to switch off your two-factor")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Cancel the request" }).click();
  await expect(page.getByText("Somebody asked to switch off your two-factor")).toBeHidden();
  expect(await requestsOf(owner.user.id)).toEqual([{ cancelled: true, completed: false }]);
});
