import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";

const here = "/settings/security/audit-log";

test("an exported audit log verifies without Mailneo", async ({ page, owner }, info) => {
  await createNewsletter(owner.actor, { name: '=HYPERLINK("evil")' });
  const path = await exportAs(page, "NDJSON", info.outputPath("log.ndjson"));
  await expectAccessible(page);
  expect(await verify(path)).toMatchObject({ code: 0 });

  const text = await readFile(path, "utf8");
  expect(text).toContain('"newsletter.create"');
  const edited = info.outputPath("edited.ndjson");
  await writeFile(edited, text.replace("HYPERLINK", "HYPERTEXT"));
  const found = await verify(edited);
  expect(found.code).toBe(1);
  expect(found.output).toContain("newsletter.create");
  expect(found.output).toContain("not what was recorded");

  await page.reload();
  await expect(page.getByText(/downloaded an export of the audit log/).first()).toBeVisible();
});

test("a filtered CSV export still verifies", async ({ page, owner }, info) => {
  await createNewsletter(owner.actor, { name: "The Weekly Engine" });
  await page.goto(`${here}?type=newsletter.create`);
  const path = await exportAs(page, "CSV", info.outputPath("log.zip"), "Export what is shown here");
  await expect(page, "the filters are still there").toHaveURL(/type=newsletter\.create/);
  await expect(page.getByText(/^1 entry, /)).toBeVisible();
  expect(await verify(path)).toMatchObject({ code: 0 });
  const broken = info.outputPath("broken.zip");
  const bytes = await readFile(path);
  await writeFile(broken, bytes.subarray(0, bytes.length - 50));
  expect((await verify(broken)).code).toBe(1);
});

test("an export asks who it is when the last proof is old", { tag: "@V7.5.3" }, async ({ page, owner }) => {
  await givePassword(owner.user.id);
  await ownerSql()`update sessions set auth_time = now() - interval '2 hours' where id = ${owner.actor.sessionId}`;
  await page.goto(here);
  await page.getByRole("button", { name: "Export the whole log" }).click();
  await page.getByRole("button", { name: "Start export" }).click();
  const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
  await proof.getByLabel("Your password").fill(password);
  await proof.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByRole("link", { name: /^Download audit-log-/ })).toBeVisible({ timeout: 30_000 });
});

test(
  "an export is for admins of its workspace and never cached",
  { tag: "@V8.2.1" },
  async ({ page, owner, context }, info) => {
    await exportAs(page, "CSV", info.outputPath("log.zip"));
    const href = (await page.getByRole("link", { name: /^Download audit-log-/ }).getAttribute("href")) ?? "";
    const mine = await page.request.get(href);
    expect(mine.status()).toBe(200);
    expect(mine.headers()).toMatchObject({
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "content-type": "application/zip",
      "content-disposition": expect.stringMatching(/^attachment; filename="audit-log-[a-z0-9-]+\.zip"$/),
    });
    const stranger = await makeOwner();
    const member = await makeOwner({ role: "member", workspaceId: owner.workspaceId });
    for (const other of [stranger, member]) {
      await signIn(context, other);
      expect((await page.request.get(href)).status()).toBe(404);
      expect((await page.request.get(href.replace("download", "progress"))).status()).toBe(404);
    }
  },
);

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an export that was requested shows after a reload", async ({ page, owner }) => {
    await page.goto(here);
    await page.getByRole("button", { name: "Export the whole log" }).click();
    await page.getByLabel("NDJSON").check();
    await page.getByRole("button", { name: "Start export" }).click();
    await expect(page).toHaveURL(/audit-log/);
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("link", { name: /^Download audit-log-/ })).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 30_000 });
    expect(owner.workspaceId).toBeTruthy();
  });
});

/** Asks for an export and saves it where `path` says. */
async function exportAs(page: Page, format: "CSV" | "NDJSON", path: string, label = "Export the whole log") {
  if (!page.url().includes(here)) await page.goto(here);
  await page.getByRole("button", { name: label }).click();
  await page.getByLabel(format, { exact: false }).check();
  await page.getByRole("button", { name: "Start export" }).click();
  const link = page.getByRole("link", { name: /^Download audit-log-/ });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toMatch(
    format === "CSV" ? /^audit-log-.*\.zip$/ : /^audit-log-.*\.ndjson$/,
  );
  await download.saveAs(path);
  return path;
}

/** `npm run audit:verify <file>`, as a person runs it. */
function verify(path: string): Promise<{ code: number; output: string }> {
  const root = join(import.meta.dirname, "..");
  return new Promise((resolve) => {
    execFile("npm", ["run", "--silent", "audit:verify", path], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
