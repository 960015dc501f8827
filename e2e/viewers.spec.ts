import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, auditOf, ownerSql } from "#testing/factories.ts";
import { type Filled, fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import type { Owner } from "./support/owner.ts";
import { origin } from "./support/wire.ts";

test("a viewer sees everything and is offered nothing they may not do", async ({ page, owner }) => {
  const of = await fill(owner);
  await makeRole(owner, "viewer");
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(
    page.getByRole("link", { name: /campaign|draft/i }).filter({ hasText: /^(Write|Go on)/ }),
  ).toHaveCount(0);
  await page.goto("/contacts");
  await expect(page.getByRole("link", { name: /^reader1/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Import a file" })).toHaveCount(0);

  for (const [path] of formsOf(of)) {
    await page.goto(path);
    const main = page.getByRole("main");
    await expect(main.getByText("You are a viewer of this workspace, and cannot do this")).toBeVisible();
    await expect(main.getByText(/Ask one of them/)).toBeVisible();
    await expect(main.getByRole("textbox")).toHaveCount(0);
    await expect(main.getByRole("button")).toHaveCount(0);
  }
  await expectAccessible(page);
  await page.goto(`/campaigns/${of.draft}`);
  await expect(
    page.getByRole("main").getByRole("link", { name: /^(Edit|Email accounts|Fill it in)/ }),
  ).toHaveCount(0);

  await makeRole(owner, "member");
  await page.goto(`/settings/email-accounts/${of.account}/edit`);
  await expect(page.getByText("You are a member of this workspace, and cannot do this")).toBeVisible();
});

test("a viewer's hand-made form is refused, changes nothing and is recorded", {
  tag: ["@V8.3.1", "@V16.3.2"],
}, async ({ owner }) => {
  const of = await fill(owner);
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const forms = await Promise.all(
    formsOf(of).map(async ([path, button, fields, command]) => ({
      path,
      command,
      fields: { ...(await hiddenFieldsOf(path, button, cookie)), ...fields },
    })),
  );
  await makeRole(owner, "viewer");
  const before = await rowsOf(owner.workspaceId);

  for (const { path, fields } of forms) {
    const answer = await sendForm(path, fields, {
      headers: { cookie, origin: origin(), "sec-fetch-site": "same-origin" },
    });
    expect(answer.text, path).toContain("cannot do this");
  }
  expect(await rowsOf(owner.workspaceId)).toEqual(before);
  const refused = (await auditOf(owner.workspaceId)).filter(({ result }) => result === "refused");
  expect(refused.map(({ action }) => action).sort()).toEqual(forms.map(({ command }) => command).sort());
});

/** Each form a viewer may not send: where it is, its button, what a person would type, and the command behind it. */
function formsOf(
  of: Filled,
): [path: string, button: string, fields: Record<string, string>, command: string][] {
  const proof = "Signed the card at our stand in Cork.";
  const { newsletter: newsletterId } = of;
  return [
    ["/newsletters/new", "Create newsletter", { name: "Mine" }, "newsletter.create"],
    ["/campaigns/new", "Write the message", { name: "Mine", newsletterId }, "campaign.create"],
    [
      "/contacts/new",
      "Add contact",
      { email: "new@example.com", basis: "express", wording: proof, newsletterId },
      "contact.create",
    ],
    [
      "/contacts/imports/new",
      "Continue to the file",
      { newsletterId, basis: "express", consentSource: proof, attested: "on" },
      "import.create",
    ],
    [
      "/settings/compliance/suppressions/new",
      "Suppress addresses",
      { emails: "never.again@example.com" },
      "suppression.add",
    ],
    [
      `/campaigns/${of.draft}/edit`,
      "Preview and check",
      { name: "Mine", subject: "Mine" },
      "campaign.update",
    ],
    [
      `/settings/email-accounts/${of.account}/edit`,
      "Test and save",
      { label: "Mine", fromName: "Mine" },
      "email_account.connect",
    ],
  ];
}

const makeRole = ({ user, workspaceId }: Owner, role: string) =>
  asOwner(
    (sql) =>
      sql`update memberships set role = ${role} where user_id = ${user.id} and workspace_id = ${workspaceId}`,
  );

/** Every row these forms could write, as one text per table. */
async function rowsOf(workspaceId: string) {
  const sql = ownerSql();
  const tables = [
    "newsletters",
    "campaigns",
    "contacts",
    "imports",
    "suppressions",
    "email_accounts",
    "consents",
  ];
  return Promise.all(
    tables.map(async (table) => {
      const rows =
        await sql`select to_jsonb(t)::text as row from ${sql(table)} t where workspace_id = ${workspaceId} order by 1`;
      return [table, rows.map(({ row }) => row)];
    }),
  );
}
