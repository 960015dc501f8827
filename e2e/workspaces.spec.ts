import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import { fill, memberPages } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { makeOwner } from "./support/owner.ts";
import { ask, origin } from "./support/wire.ts";

test("a member of two workspaces switches, and each shows its own", async ({ page, owner }) => {
  const { workspaceId } = await makeMember();
  await asOwner(async (sql) => {
    await sql`update workspaces set name = 'Second House' where id = ${workspaceId}`;
    await sql`insert into newsletters (id, workspace_id, name) values (new_id(), ${workspaceId}, 'Second News')`;
    await sql`insert into newsletters (id, workspace_id, name) values (new_id(), ${owner.workspaceId}, 'First News')`;
    await sql`insert into memberships (workspace_id, user_id, role) values (${workspaceId}, ${owner.user.id}, 'viewer')`;
  });
  await page.goto("/newsletters");
  await expect(page.getByRole("cell", { name: "First News" })).toBeVisible();
  await page
    .getByRole("button", { name: /switch workspace/ })
    .filter({ visible: true })
    .click();
  await expectAccessible(page);
  await page
    .getByRole("button", { name: /Second House/ })
    .filter({ visible: true })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Second House" })).toBeVisible();

  await page.goto("/newsletters");
  await expect(page.getByRole("cell", { name: "Second News" })).toBeVisible();
  await expect(page.getByText("First News")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "New newsletter" }), "a viewer looks").toHaveCount(0);
  await page.goto("/settings/workspace");
  await expect(page.getByText("Only owners and admins can change these settings.")).toBeVisible();
});

test("a new workspace is empty and becomes the one at hand", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/dashboard");
  await page
    .getByRole("button", { name: /switch workspace/ })
    .filter({ visible: true })
    .click();
  await page.getByRole("link", { name: "New workspace" }).filter({ visible: true }).click();
  await page.getByLabel("Name", { exact: true }).fill("Third House");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Third House" })).toBeVisible();
  await expect(page.getByText("You are in Third House now.")).toBeVisible();
  await page.goto("/contacts");
  await expect(page.getByText("No contacts yet")).toBeVisible();
});

test("another workspace's ids lead to the not-found page", {
  tag: "@V8.4.1",
}, async () => {
  const [mine, theirs] = [await makeOwner(), await makeOwner()];
  const of = await fill(theirs);
  const headers = (cookie: string) => ({ cookie: `${cookieNames.session}=${cookie}` });
  const paths = [
    ...memberPages(of).map(([path]) => path),
    `/campaigns/${of.draft}/preview`,
    `/campaigns/${of.sent}/status`,
    `/contacts/imports/${of.import}/progress`,
    `/contacts/imports/${of.import}/refused`,
  ].filter((path) => /[0-9a-f]{8}-[0-9a-f]{4}/.test(path));
  expect(paths.length).toBeGreaterThan(12);
  const answers = await Promise.all(
    paths.map(
      async (path) =>
        [
          path,
          (await ask(path, { headers: headers(mine.cookie) })).status,
          (await ask(path, { headers: headers(theirs.cookie) })).status,
        ] as const,
    ),
  );
  const wrong = answers.filter(([, stranger, owner]) => stranger !== 404 || owner >= 400);
  expect(wrong).toEqual([]);
});

test("a form with another workspace's id changes nothing and says so", {
  tag: "@V8.4.1",
}, async () => {
  const [mine, theirs] = [await makeOwner(), await makeOwner()];
  const [own, of] = [await fill(mine), await fill(theirs)];
  const cookie = `${cookieNames.session}=${mine.cookie}`;
  const path = `/newsletters/${own.newsletter}`;
  const fields = await hiddenFieldsOf(path, "Save changes", cookie);
  const answer = await sendForm(
    path,
    { ...fields, newsletterId: of.newsletter, name: "Mine now", description: "" },
    { headers: { cookie, origin: origin(), "sec-fetch-site": "same-origin" } },
  );
  expect(answer.text).toContain("That newsletter no longer exists.");
  const rows =
    await ownerSql()`select name from newsletters where id in (${own.newsletter}, ${of.newsletter})`;
  expect(rows.map(({ name }) => name)).toEqual(["The Weekly Engine", "The Weekly Engine"]);

  const switching = await hiddenFieldsOf("/dashboard", "New workspace", cookie).catch(() => null);
  expect(switching, "the switcher's form names no workspace by itself").toBeNull();
});
