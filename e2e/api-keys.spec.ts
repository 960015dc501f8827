import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { givePassword, makeOwner, password, signIn } from "./support/owner.ts";

const here = "/settings/api-keys";
const usual = {
  name: "Shop",
  environment: "live" as const,
  scopes: ["contacts:read" as const],
  lifetime: "90" as const,
};

/** Runs lines as a terminal does, where somebody types a key. Returns the status and body of the answer. */
async function inTerminal(line: string, key = ""): Promise<{ status: number; body: string }> {
  const running = promisify(execFile)("bash", ["-c", `${line} -s -w '\\n%{http_code}'`]);
  running.child.stdin?.end(`${key}\n`);
  const { stdout } = await running;
  const end = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}

test("a key is created, copied, used from a terminal and revoked", async ({
  page,
  owner,
  context,
  mailbox,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/settings");
  await page.getByRole("link", { name: "API keys" }).first().click();
  await page.getByRole("link", { name: "Create key" }).click();
  await expectAccessible(page);

  await test.step("what is missing stands beside its field", async () => {
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("Choose what the key may do.").first()).toBeVisible();
  });

  let line = "";
  let key = "";
  await test.step("the key is shown once, with a line that works", async () => {
    await page.getByLabel("Name").fill("Production server");
    await page.getByLabel("Read contacts").check();
    await page.getByLabel("Read campaigns").check();
    await page.getByLabel(/^Only from these addresses/).fill("not an address");
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("“not” is no address or range").first()).toBeVisible();
    await expect(page.getByLabel("Read contacts")).toBeChecked();
    await expect(page.getByLabel("Read campaigns")).toBeChecked();
    await page.getByLabel("Read campaigns").uncheck();
    await page.getByLabel(/^Only from these addresses/).fill("127.0.0.0/8, ::1");
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("The key is created")).toBeVisible();
    await expectAccessible(page);
    const secret = page.getByRole("region", { name: "API key" });
    await secret.getByRole("button", { name: "Copy" }).click();
    key = await page.evaluate(() => navigator.clipboard.readText());
    expect(key).toMatch(/^mn_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/);

    line = (await page.getByText(/^read -rs MAILNEO_KEY/).textContent()) ?? "";
    expect(line).not.toContain(key);
    const { status, body } = await inTerminal(line, key);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      key: { name: "Production server", environment: "live", scopes: ["contacts:read"] },
      workspace: { id: owner.workspaceId },
      plan: "starter",
      limits: { per_minute: 60, burst: 100 },
    });
    await page.getByRole("link", { name: "I saved it" }).click();
    await expect(page.getByText(key.slice(-38))).toHaveCount(0);
  });

  await test.step("the list says who made it, when and from where it was used", async () => {
    await expect(page.getByText(/Last used .* from (127\.0\.0\.1|::1)/)).toBeVisible();
    await expect(page.getByText("by Ada Lovelace")).toBeVisible();
    expect((await mailbox.messageTo(owner.user.email)).subject).toBe("A new API key");
    await expectAccessible(page);
  });

  await test.step("its requests stand on its page, and in the usage of all keys", async () => {
    await inTerminal(line.replace("/me", "/newsletters"), key);
    await page.goto(here);
    await page.getByRole("link", { name: "Usage" }).click();
    await expect(page.getByRole("heading", { name: "API usage" })).toBeVisible();
    await expect
      .poll(async () => {
        await page.reload();
        return page
          .getByRole("table", { name: "Requests by endpoint" })
          .textContent()
          .catch(() => "");
      })
      .toContain("GET /newsletters");
    await expect(page.getByRole("table", { name: "Requests by key" })).toContainText("Production server");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Production server" }).click();
    const row = page.getByRole("table", { name: "Requests, newest first" }).getByRole("row").nth(1);
    await expect(row).toContainText("GET /newsletters");
    await expect(row).toContainText("403");
    await expectAccessible(page);
    await page.goto(here);
  });

  await test.step("after it is revoked the same line is refused", async () => {
    await page.getByRole("link", { name: "Production server", exact: true }).click();
    await page.getByRole("button", { name: "Revoke Production server" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
    await expect(page.getByText("The key “Production server” is revoked.")).toBeVisible();
    expect((await inTerminal(line, key)).status).toBe(401);
    await expect(page.getByRole("heading", { name: "Ended" })).toBeVisible();
  });
});

test("a rotated key works beside its successor until the overlap ends", async ({ page, owner, request }) => {
  const old = await createApiKey(owner.actor, usual);
  await page.goto(`${here}/${old.id}`);
  await expectAccessible(page);
  await page.getByLabel("Both work for").selectOption("One hour");
  await page.getByRole("button", { name: "Rotate key" }).click();
  await expect(page.getByText("The successor is created")).toBeVisible();
  const shown = await page.getByRole("region", { name: "API key" }).textContent();
  const next = /mn_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}/.exec(shown ?? "")?.[0] ?? "";
  const statusOf = async (key: string) =>
    (await request.get("/api/v1/me", { headers: { authorization: `Bearer ${key}` } })).status();
  expect([await statusOf(old.key), await statusOf(next)]).toEqual([200, 200]);

  await asOwner((sql) => sql`update api_keys set expires_at = now() where id = ${old.id}`);
  expect([await statusOf(old.key), await statusOf(next)]).toEqual([401, 200]);
  await page.goto(`${here}/${old.id}`);
  await page.getByRole("link", { name: "Open its successor" }).click();
  await expect(page.getByRole("button", { name: "Rotate key" })).toBeVisible();
});

test("keys that nothing uses are marked, and counted in the check-up", async ({ page, owner }) => {
  const { id } = await createApiKey(owner.actor, { ...usual, name: "Never" });
  const stale = await createApiKey(owner.actor, { ...usual, name: "Stale" });
  await asOwner(async (sql) => {
    await sql`update api_keys set created_at = now() - interval '1 year' where id in ${sql([id, stale.id])}`;
    await sql`insert into api_key_uses (workspace_id, key_id, last_used_at, last_ip)
      values (${owner.workspaceId}, ${stale.id}, now() - interval '91 days', '192.0.2.7')`;
  });
  await page.goto(here);
  await expect(page.getByText("Never used", { exact: true })).toBeVisible();
  await expect(page.getByText("Not used for 90 days", { exact: true })).toBeVisible();
  await page.goto("/settings/security");
  await expect(page.getByText("2 API keys are not used")).toBeVisible();
  await page.goto("/search?q=Stale");
  await page.getByRole("link", { name: /^Stale/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Stale" })).toBeVisible();
});

test("a key is created after a fresh proof, and by admins alone", { tag: "@V7.5.3" }, async ({
  page,
  owner,
  context,
}) => {
  await givePassword(owner.user.id);
  await ownerSql()`update sessions set auth_time = now() - interval '2 hours' where id = ${owner.actor.sessionId}`;
  await page.goto(`${here}/new`);
  await page.getByLabel("Name").fill("Zapier");
  await page.getByLabel("Read campaigns").check();
  await page.getByRole("button", { name: "Create key" }).click();
  const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
  await proof.getByLabel("Your password").fill(password);
  await proof.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByText("The key is created")).toBeVisible();

  await signIn(context, await makeOwner({ workspaceId: owner.workspaceId, role: "member" }));
  for (const path of [here, `${here}/new`]) {
    await page.goto(path);
    await expect(page.getByText("You are a member of this workspace, and cannot do this")).toBeVisible();
  }
});

test("a key found in public is reported, revoked and mailed", async ({ page, owner, mailbox, request }) => {
  const { key } = await createApiKey(owner.actor, usual);
  await page.context().clearCookies();
  await page.goto("/report-key");
  await page.getByLabel(/^The key/).fill("nothing here");
  await page.getByRole("button", { name: "Report the key" }).click();
  await expect(page.getByText("No API key of Mailneo is in this text.").first()).toBeVisible();
  await page.getByLabel(/^The key/).fill(`MAILNEO_KEY=${key}`);
  await page.getByRole("button", { name: "Report the key" }).click();
  await expect(page.getByText("A key that worked is revoked now")).toBeVisible();
  await expectAccessible(page);
  const answer = await request.get("/api/v1/me", { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status()).toBe(401);
  expect((await mailbox.messageTo(owner.user.email, 2)).subject).toBe("A leaked API key was revoked");
});

test("the reference shows lines that work against the running server", async ({ page, owner }) => {
  const { key } = await createApiKey(owner.actor, {
    ...usual,
    scopes: ["contacts:write", "suppressions:write"],
  });
  await page.goto(here);
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  const entry = page.getByRole("article", { name: "Suppress an address" });
  await entry.getByText("Examples").click();
  await expectAccessible(page);
  const line = (await entry.getByText(/^curl /).textContent()) ?? "";
  const made = await inTerminal(`export MAILNEO_KEY=${key}; ${line.replaceAll("\\\n", " ")}`);
  expect(made.status).toBe(201);
  expect(JSON.parse(made.body)).toMatchObject({
    email: "ada@example.com",
    reason: "manual",
    scope: "everything",
  });
  const file = await page.request.get("/api/v1/openapi.json");
  expect((await file.json()).openapi).toBe("3.1.0");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a key is created and shown once", async ({ page, owner }) => {
    await page.goto(`${here}/new`);
    await page.getByLabel("Name").fill("Plain");
    await page.getByLabel("Read newsletters").check();
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("The key is created")).toBeVisible();
    await expect(page.getByText(/^mn_live_/).first()).toBeVisible();
    const [row] =
      await ownerSql()`select name, scopes from api_keys where workspace_id = ${owner.workspaceId}`;
    expect(row).toEqual({ name: "Plain", scopes: ["newsletters:read"] });
  });
});
