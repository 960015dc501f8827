import type { Page } from "@playwright/test";
import { removeMember } from "#lib/team/members/remove.ts";
import { asOwner, makeMember, makeRecovery, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible, sizes } from "./support/accessible.ts";
import { giveAuthenticator } from "./support/authenticator.ts";
import { mailbox } from "./support/mailbox.ts";
import { makeOwner, signIn } from "./support/owner.ts";
import { fillTeam } from "./support/team.ts";

test("an owner requires two-factor after grace and reminds unprotected members", async ({ page, owner }) => {
  const { user } = await makeMember({ workspaceId: owner.workspaceId, role: "member" });
  await asOwner((sql) => sql`update users set name = 'Charles Babbage' where id = ${user.id}`);
  await page.goto("/settings/team");
  await expect(page.getByRole("link", { name: "Set up" }), "the owner goes first").toBeVisible();
  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${owner.user.id}`);
  await page.reload();
  await expect(page.getByText("1 of 2 people is protected")).toBeVisible();
  await page.getByRole("button", { name: "Remind Charles Babbage" }).click();
  await expect(page.getByText("A reminder to Charles Babbage is on its way.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remind Charles Babbage" })).toHaveCount(0);

  await page.getByRole("button", { name: "Require two-factor" }).click();
  await page.getByLabel("It begins").selectOption("In 3 days");
  await page.getByRole("dialog").getByRole("button", { name: "Require it" }).click();
  await expect(page.getByText("Two-factor authentication is the rule now.")).toBeVisible();
  expect((await mailbox.messageTo(user.email, 2)).subject).toBe(
    "Analytical Engines asks for two-factor authentication",
  );
  await page.getByRole("button", { name: "Stop requiring two-factor" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop requiring it" }).click();
  await expect(page.getByText("Two-factor authentication is up to each member now.")).toBeVisible();
});

test("a member with a passkey passes the two-factor requirement", {
  tag: "@V6.3.3",
}, async ({ page, owner }) => {
  await giveAuthenticator(page);
  await page.goto("/settings/security/passkeys/new");
  await page.getByLabel("Name").fill("Work laptop");
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByText("is added.")).toBeVisible();
  await page.goto("/settings/team");
  await expect(page.getByRole("row", { name: /Ada Lovelace/ })).toContainText("Passkey only");
  await ownerSql()`update sessions set amr = '{pwd}' where id = ${owner.actor.sessionId}`;
  await asOwner(
    (sql) => sql`update workspaces set two_factor_required_from = now() where id = ${owner.workspaceId}`,
  );
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/two-factor-required$/);
  await expectAccessible(page);
  await look(page, "required");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Analytical Engines" })).toBeVisible();
});

test("an owner shortens the recovery of a member", async ({ page, owner }) => {
  const { user } = await makeMember({ workspaceId: owner.workspaceId, role: "member" });
  await makeRecovery(user.id);
  await page.goto("/settings/team");
  await expectAccessible(page);
  await page.getByRole("button", { name: `Shorten the wait of ${user.name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Shorten to one hour" }).click();
  await expect(page.getByText("An hour is left for an objection.")).toBeVisible();
  await expect(page.getByText("as an owner vouched for them")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Shorten the wait/ })).toHaveCount(0);
  expect((await mailbox.messageTo(user.email)).subject).not.toBe("");
});

test("a removed member continues elsewhere, and typed text lands in neither workspace", async ({
  page,
  owner,
}) => {
  const boss = await makeOwner();
  const { workspaceId: second } = boss;
  await asOwner(async (sql) => {
    await sql`update workspaces set name = 'Second House' where id = ${second}`;
    await sql`insert into memberships (workspace_id, user_id, role) values (${second}, ${owner.user.id}, 'member')`;
    await sql`update sessions set workspace_id = ${second} where id = ${owner.actor.sessionId}`;
  });
  await page.goto("/newsletters/new");
  await expect(page.getByRole("button", { name: /Second House/ }).first()).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("A secret of the Second House");
  await removeMember(boss.actor, { userId: owner.user.id });
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByText("This page was opened in another workspace")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("A secret of the Second House");
  const rows =
    await ownerSql()`select id from newsletters where workspace_id in (${second}, ${owner.workspaceId})`;
  expect(rows).toEqual([]);

  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1, name: "Analytical Engines" })).toBeVisible();
  await page
    .getByRole("button", { name: /switch workspace/ })
    .filter({ visible: true })
    .click();
  await expect(page.getByRole("button", { name: /Second House/ })).toHaveCount(0);
});

test("the team's page is accessible in every look, with everything on it", async ({ page, owner }) => {
  await fillTeam(owner);
  await page.goto("/settings/team");
  await page.locator("summary", { hasText: "What each role may do" }).click();
  await expect(page.getByRole("table", { name: "What each role may do" })).toBeVisible();
  await expectAccessible(page, everyLook);
  await look(page, "team");
  await page.getByRole("link", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Invite members" })).toBeVisible();
  await expectAccessible(page, everyLook);
  await look(page, "invite");
});

test("a member's page is accessible and lists what they know", async ({ page, owner }) => {
  const { admin } = await fillTeam(owner);
  await page.goto(`/settings/team/${admin.user.id}`);
  await expectAccessible(page, everyLook);
  await look(page, "member");
  await page.getByRole("button", { name: /^Remove/ }).click();
  await expect(page.getByRole("dialog")).toContainText("the password of Office");
  await expectAccessible(page, ["phone dark"]);
  await look(page, "remove");
});

test("an invitation is accessible to whoever holds its link", async ({ page, owner, context }) => {
  const { invitation } = await fillTeam(owner);
  await page.goto(`/invitation/${invitation.token}`);
  await expectAccessible(page);
  await look(page, "invitation-other");
  await context.clearCookies();
  await page.goto(`/invitation/${invitation.token}`);
  await expect(page.getByLabel("Email address")).toHaveValue(invitation.email);
  await expectAccessible(page);
  await look(page, "invitation-new");
});

test("a viewer sees members and roles without controls to change them", async ({ page, owner, context }) => {
  const { viewer } = await fillTeam(owner);
  await signIn(context, viewer);
  await page.goto("/settings/team");
  await expect(page.getByRole("row", { name: /Grace Hopper/ })).toContainText("Admin");
  await expect(page.getByRole("link", { name: "Invite", exact: true })).toHaveCount(0);
  await expect(page.getByText("Not protected")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Pending invitations" })).toHaveCount(0);
  await expectAccessible(page);
  await look(page, "viewer");
});

async function look(page: Page, name: string) {
  if (!process.env.LOOK) return;
  for (const [size, colorScheme] of [
    ["desktop", "light"],
    ["phone", "dark"],
  ] as const) {
    await page.setViewportSize(sizes[size]);
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${process.env.LOOK}/${name}-${size}.png`, fullPage: true });
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: null });
}
