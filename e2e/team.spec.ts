import type { Browser, BrowserContext, Page } from "@playwright/test";
import { asOwner, makeInvitation, makeMember, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { linkIn, mailbox } from "./support/mailbox.ts";
import { givePassword, makeOwner, password } from "./support/owner.ts";
import { authenticator } from "./support/two-factor.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("a person is invited, joins, changes role and is removed at once", async ({
      page,
      owner,
      browser,
    }) => {
      const email = uniqueEmail("grace");
      await inviteBy(page, email);
      const context = await another(browser, javaScriptEnabled);
      const grace = await context.newPage();
      await grace.goto(await linkFor(email));
      await expect(grace.getByText("Ada Lovelace invites")).toBeVisible();
      await grace.getByLabel("Your name").fill("Grace Hopper");
      await grace.getByLabel("Password", { exact: true }).fill("short");
      await grace.getByRole("button", { name: "Join Analytical Engines" }).click();
      await expect(grace.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
      await grace.getByLabel("Password", { exact: true }).fill("Tide-harbour7 lamp");
      await grace.getByRole("button", { name: "Join Analytical Engines" }).click();
      await expect(grace.getByText("You are in Analytical Engines now.")).toBeVisible();
      await expect(grace.getByRole("heading", { level: 1, name: "Analytical Engines" })).toBeVisible();

      await page.goto("/settings/team");
      await page.getByRole("link", { name: /Grace Hopper/ }).click();
      await page.getByRole("radio", { name: /^Viewer/ }).check();
      await page.getByRole("button", { name: "Change role" }).click();
      await expect(page.getByText("Grace Hopper is a viewer now")).toBeVisible();
      await expect(page.getByRole("row", { name: /Grace Hopper/ })).toContainText("Viewer");
      await grace.goto("/newsletters");
      await expect(grace.getByRole("link", { name: "New newsletter" }), "a viewer looks").toHaveCount(0);
      await mailbox.messageTo(email, 2);

      await page.getByRole("link", { name: /Grace Hopper/ }).click();
      await page.getByRole("button", { name: "Remove Grace Hopper" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove from workspace" }).click();
      await expect(page.getByText("Grace Hopper is out of the workspace.")).toBeVisible();
      await grace.goto("/newsletters");
      await expect(grace).toHaveURL(/\/sign-in\?next=/);
      expect((await mailbox.messageTo(email, 3)).subject).toBe("You are no longer in Analytical Engines");

      const rows = await ownerSql()`select action from audit_events where workspace_id = ${owner.workspaceId}
        and result = 'done' and action ~ '^(invitation|member)' order by occurred_at, seq`;
      expect(rows.map(({ action }) => action)).toEqual([
        "invitation.create",
        "invitation.accept_as_new",
        "member.change_role",
        "member.remove",
      ]);
      await context.close();
    });

    test("an existing account signs in first to accept its own invitation", async ({
      page,
      owner,
      browser,
    }) => {
      const grace = await makeOwner();
      await givePassword(grace.user.id);
      const { token } = await makeInvitation(owner.workspaceId, {
        email: grace.user.email,
        invitedBy: owner.user.id,
      });
      await page.goto(`/invitation/${token}`);
      await expect(page.getByText(`You are signed in as ${owner.user.email}`)).toBeVisible();
      await page.getByRole("button", { name: "Use another account" }).click();
      await page.getByRole("link", { name: "Sign in to join" }).click();
      await page.getByLabel("Email address").fill(grace.user.email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/invitation\/link$/);
      await page.getByRole("button", { name: "Join Analytical Engines" }).click();
      await expect(page.getByText("You are in Analytical Engines now.")).toBeVisible();

      const late = await another(browser, javaScriptEnabled);
      const again = await late.newPage();
      await again.goto(`/invitation/${token}`);
      await expect(
        again.getByRole("heading", { level: 1, name: "This invitation does not work any more" }),
      ).toBeVisible();
      await late.close();
    });

    test("a role change asks for a fresh proof in the same form", {
      tag: "@V7.5.1",
    }, async ({ page, owner }) => {
      await givePassword(owner.user.id);
      const { user } = await makeMember({ workspaceId: owner.workspaceId, role: "member" });
      await ownerSql()`update sessions set auth_time = now() - interval '11 minutes' where id = ${owner.actor.sessionId}`;
      await page.goto(`/settings/team/${user.id}`);
      await page.getByRole("radio", { name: /^Admin/ }).check();
      await page.getByRole("button", { name: "Change role" }).click();
      await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
      expect(await roleOf(user.id)).toBe("member");
      await page.getByLabel("Your password").fill(password);
      await page.getByRole("button", { name: "Confirm and continue" }).click();
      await expect(page.getByText("is an admin now")).toBeVisible();
      expect(await roleOf(user.id)).toBe("admin");
    });

    test("ownership moves by the typed workspace name, and the former owner leaves", async ({
      page,
      owner,
    }) => {
      const { user } = await makeMember({ workspaceId: owner.workspaceId, role: "admin" });
      await page.goto("/settings/team");
      await page.getByRole("button", { name: "Leave Analytical Engines" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Leave workspace" }).click();
      await expect(page.getByText("A workspace needs an owner.")).toBeVisible();

      await page.goto(`/settings/team/${user.id}`);
      await page.getByRole("button", { name: /^Transfer the ownership/ }).click();
      await page.getByLabel(/^Type/).fill("Analytical Engines");
      await page.getByRole("dialog").getByRole("button", { name: "Transfer ownership" }).click();
      await expect(page.getByText("You are an admin.")).toBeVisible();
      await page.getByRole("button", { name: "Leave Analytical Engines" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Leave workspace" }).click();
      await expect(page).toHaveURL(/\/workspaces\/new$/);
      expect(await roleOf(user.id)).toBe("owner");
    });

    test("a two-factor workspace warns, then blocks, and leads to setup", {
      tag: "@V6.3.3",
    }, async ({ page, owner }) => {
      await asOwner(
        (sql) =>
          sql`update workspaces set two_factor_required_from = now() + interval '3 days' where id = ${owner.workspaceId}`,
      );
      for (const path of ["/dashboard", "/contacts", "/settings/team"]) {
        await page.goto(path);
        await expect(
          page.getByText("Analytical Engines requires two-factor authentication from"),
        ).toBeVisible();
      }
      const { workspaceId: other } = await makeMember();
      await asOwner(async (sql) => {
        await sql`update workspaces set two_factor_required_from = now() where id = ${owner.workspaceId}`;
        await sql`update workspaces set name = 'Second House' where id = ${other}`;
        await sql`insert into memberships (workspace_id, user_id, role) values (${other}, ${owner.user.id}, 'viewer')`;
      });
      for (const path of ["/dashboard", "/contacts", "/settings/team"]) {
        await page.goto(path);
        await expect(page).toHaveURL(/\/two-factor-required$/);
      }
      if (javaScriptEnabled) await expectAccessible(page, everyLook);
      await expect(page.getByRole("link", { name: "Set up two-factor" })).toHaveAttribute(
        "href",
        "/settings/security/two-factor",
      );
      await page.getByRole("button", { name: "Go to Second House" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Second House" })).toBeVisible();
    });

    test("a blocked member sets up two-factor, keeps recovery codes and enters", {
      tag: "@V6.3.3",
    }, async ({ page, owner }) => {
      await asOwner(
        (sql) => sql`update workspaces set two_factor_required_from = now() where id = ${owner.workspaceId}`,
      );
      await page.goto("/dashboard");
      await page.getByRole("link", { name: "Set up two-factor" }).click();
      await page.getByRole("button", { name: "Enable 2FA" }).click();
      await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page, everyLook);
      const secret = ((await page.locator("code").textContent()) ?? "").replaceAll(/\s/g, "");
      await page.getByLabel(/Type the six digits/).fill(authenticator(secret).next());
      await page.getByRole("button", { name: "Turn on two-factor" }).click();
      await expect(
        page.getByRole("region", { name: "Your recovery codes" }).getByRole("listitem"),
      ).toHaveCount(10);
      await page.getByRole("link", { name: "I saved them" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Analytical Engines" })).toBeVisible();
    });
  });
}

async function inviteBy(page: Page, email: string) {
  await page.goto("/settings/team");
  await page.getByRole("link", { name: "Invite", exact: true }).click();
  await page.getByLabel("Email addresses").fill(email);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByRole("heading", { name: "1 invitation is on its way" })).toBeVisible();
  await page.getByRole("link", { name: "Back to the team" }).click();
  await expect(page.getByRole("heading", { name: "Pending invitations" })).toBeVisible();
}

const linkFor = async (email: string) => linkIn((await mailbox.messageTo(email)).text, "/invitation/");

const another = (browser: Browser, javaScriptEnabled: boolean): Promise<BrowserContext> =>
  browser.newContext({ javaScriptEnabled, baseURL: process.env.E2E_BASE_URL ?? "", reducedMotion: "reduce" });

async function roleOf(userId: string) {
  const [row] = await ownerSql()`select role from memberships where user_id = ${userId}`;
  return row?.role;
}
