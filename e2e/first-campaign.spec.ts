import { randomBytes } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { ownerSql } from "#testing/factories.ts";
import type { ReceivedMail } from "#testing/servers/smtp.ts";
import { type CustomerSmtp, expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import { oneClick, scanners } from "./support/links.ts";
import { linkIn } from "./support/mailbox.ts";
import { fingerprints } from "./support/rows.ts";
import { ask } from "./support/wire.ts";

const password = "Fourteen-Looms-7-weave";
const newsletter = "The Weekly Engine";
const postalAddress = "12 St James's Square\nLondon SW1Y 4JH\nUnited Kingdom";

test("an empty account sends a compliant campaign, and recipients leave", {
  tag: ["@OC1", "@OC3", "@OC9", "@OC10", "@OC12", "@OC11"],
}, async ({ page, browser, mailbox, smtp }) => {
  test.setTimeout(600_000);
  const run = randomBytes(4).toString("hex");
  const email = `grace.${run}@example.com`;
  const readers = Array.from({ length: 20 }, (_, n) => `reader${n}.${run}@example.com`);

  await test.step("sign up with a workspace", async () => {
    await page.goto("/");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Create an account" }).first().click();
    await expect(page).toHaveTitle("Create an account · Mailneo");
    await expectAccessible(page);
    await page.getByLabel("Your name").fill("Grace Hopper");
    await page.getByLabel("Workspace").fill("Compiler Works");
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("verify the address by the link in the mail", async () => {
    const link = linkIn((await mailbox.messageTo(email)).text, "/verify-email/");
    await Promise.all(
      scanners.map((agent) => ask(new URL(link).pathname, { headers: { "user-agent": agent } })),
    );
    expect(
      (await ownerSql()`select email_verified_at from users where email = ${email}`)[0]?.email_verified_at,
    ).toBeNull();

    await page.goto(link);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Verify email address" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText("Your address is verified. Sign in to go on.")).toBeVisible();
  });

  await test.step("sign in", async () => {
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Compiler Works" })).toBeVisible();
    await expectAccessible(page);
  });
  const [made] =
    await ownerSql()`select m.workspace_id from memberships m join users u on u.id = m.user_id where u.email = ${email}`;
  const workspaceId = String(made?.workspace_id);

  const draft = await test.step("the check names what is missing, each with the way to its fix", async () => {
    await page.getByRole("link", { name: "Write a campaign" }).click();
    await expect(page).toHaveURL(/\/campaigns\/new$/);
    await expectAccessible(page);
    await page.getByLabel("Name", { exact: true }).fill("First letter");
    await page.getByRole("button", { name: "Write the message" }).click();
    await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]+\/edit$/);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Preview and check" }).click();
    await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]+$/);
    await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
    await expectAccessible(page);

    const missing = page.getByRole("listitem").filter({ hasText: "Missing: " });
    const fixes: string[] = [];
    for (const line of await missing.all())
      fixes.push(
        (await line.getByRole("link").getAttribute("href"))
          ?.replace(/[0-9a-f-]{36}/, "…")
          .replace(/#.*/, "") ?? "no link",
      );
    expect(fixes.filter((href) => href === "no link")).toEqual([]);
    expect([...new Set(fixes)].sort()).toEqual(["/campaigns/…/edit", "/settings/workspace"]);
    return page.url();
  });

  await test.step("fill in the sender's name and postal address", async () => {
    await page.getByRole("listitem").filter({ hasText: "postal address" }).getByRole("link").click();
    await expect(page).toHaveURL(/\/settings\/workspace$/);
    await expectAccessible(page);
    await page.getByLabel("Sender name").fill("Compiler Works Ltd");
    await page.getByLabel("Postal address").fill(postalAddress);
    await page.getByRole("button", { name: "Save workspace" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  });

  await test.step("connect the mail server: a wrong password is told beside its field, the right one is sealed", async () => {
    await page.goto("/settings/email-accounts");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Connect account" }).click();
    await expect(page.getByRole("heading", { name: "Connect an account" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: /Any SMTP server/ }).click();
    await expect(page.getByRole("heading", { name: "Connect your server" })).toBeVisible();
    await expectAccessible(page);

    await page.getByLabel("From name").fill("Compiler Works");
    await page.getByLabel("From address").fill("letters@sender.test");
    await page.getByLabel("User name").fill(smtp.user);
    const secret = page.locator("input[name=password]");
    await secret.fill("not the password");
    await page.getByLabel("Server name").fill(smtp.host);
    await page.getByLabel("Port", { exact: true }).fill(String(smtp.port));
    await page.getByLabel("Encryption").selectOption("tls");
    await page.getByLabel("Name of this account").fill("Office server");
    await page.getByRole("button", { name: "Test and save" }).click();
    await expect(secret).toHaveAccessibleDescription(
      /The server did not accept this user name and password\./,
    );
    await expect(secret).toHaveValue("");
    await expect(page.getByLabel("Server name")).toHaveValue(smtp.host);
    await expectAccessible(page);
    expect(await ownerSql()`select id from email_accounts where workspace_id = ${workspaceId}`).toEqual([]);

    await secret.fill(smtp.pass);
    await page.getByRole("button", { name: "Test and save" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Office server" })).toBeVisible();
    await expectAccessible(page);
    const [account] =
      await ownerSql()`select secret, verified_at from email_accounts where workspace_id = ${workspaceId}`;
    expect(account?.verified_at).not.toBeNull();
    expect(Buffer.from(account?.secret ?? "").toString("latin1")).not.toContain(smtp.pass);
  });

  await test.step("create a newsletter", async () => {
    await page.goto("/newsletters");
    await expectAccessible(page);
    await page.getByRole("link", { name: "New newsletter" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill(newsletter);
    await page.getByLabel("What it is about").fill("What the engine wove this week.");
    await page.getByRole("button", { name: "Create newsletter" }).click();
    await expect(page.getByRole("heading", { level: 1, name: newsletter })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("import contacts, with the attestation of where their consent came from", async () => {
    await page.goto("/contacts");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Import a file" }).click();
    await expect(page.getByRole("heading", { name: "Import a file" })).toBeVisible();
    await page.getByLabel("Newsletter", { exact: true }).selectOption({ label: newsletter });
    await page
      .getByLabel("Where and when they agreed")
      .fill("Sign-up sheet at the fair in Turin, 4 May 2026.");
    await page.getByRole("button", { name: "Continue to the file" }).click();
    await expect(page.getByText("An import needs your word that these people agreed.").first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("radio", { name: /Express consent/ }).check();
    await page.getByRole("checkbox", { name: /The people in this file agreed/ }).check();
    await page.getByRole("button", { name: "Continue to the file" }).click();

    await expect(page).toHaveURL(/\/contacts\/imports\/[0-9a-f-]{36}$/);
    await expectAccessible(page);
    await page.getByLabel("File of contacts").setInputFiles({
      name: "fair.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(
        ["Email,First name", ...readers.map((address, n) => `${address},Reader ${n}`)].join("\r\n"),
      ),
    });
    await page.getByRole("button", { name: "Upload file" }).click();
    await expect(page.getByRole("button", { name: "Start import" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Start import" }).click();
    await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    const consents =
      await ownerSql()`select distinct kind, basis, source, wording from consents where workspace_id = ${workspaceId}`;
    expect(consents.length).toBe(1);
    expect(JSON.stringify(consents)).toContain("Turin");
  });

  await test.step("write the campaign and send it", async () => {
    await page.goto(`${draft}/edit`);
    await page.getByLabel("Newsletter").selectOption({ index: 1 });
    await page.getByLabel("Sent from").selectOption({ index: 1 });
    await page.getByLabel("Subject").fill("A letter to {{first_name|you}}");
    await page
      .getByRole("textbox", { name: /^Message/ })
      .fill("# Hello {{first_name|there}}\n\nThe engine **weaves**. [Read on](https://example.com/read)");
    await page.getByRole("button", { name: "Preview and check" }).click();
    await expect(page).toHaveURL(draft);
    await expectAccessible(page);
    await send(page, "Send to 20 people");
    await expect(page.getByRole("region", { name: "Deliveries" })).toBeVisible();
    await expectAccessible(page);
  });

  const letters = await test.step("messages arrive with the right headers and footer", async () => {
    const arrived = await everyMessage(smtp, 20);
    expect(arrived.flatMap(({ to }) => to).sort()).toEqual([...readers].sort());
    expect(arrived.flatMap((mail) => faultsOf(mail))).toEqual([]);
    expect(new Set(arrived.map(({ parsed }) => parsed.messageId)).size).toBe(20);
    await expect(page.getByText(/^Sent \d+ \w+ 2/)).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    return new Map(arrived.map((mail) => [mail.to[0], linksOf(mail)]));
  });

  const second =
    await test.step("a second campaign is on its way, and five of its messages still wait", async () => {
      const hold = Promise.withResolvers<void>();
      smtp.behaviour.holdMessage = () => hold.promise;
      await writeCampaign(page, "Second letter");
      await send(page, "Send to 20 people");
      const id = page.url().match(/[0-9a-f-]{36}/)?.[0] ?? "";
      const waiting = () =>
        ownerSql()`select email from deliveries where campaign_id = ${id} and state = 'queued' order by email`;
      await expect
        .poll(
          async () =>
            (await ownerSql()`select from deliveries where campaign_id = ${id} and state = 'sending'`).length,
          {
            timeout: 30_000,
          },
        )
        .toBe(15);
      await expectAccessible(page);
      return {
        id,
        waiting: (await waiting()).map((row) => String(row.email)),
        release: () => hold.resolve(),
      };
    });
  expect(second.waiting.length).toBe(5);
  const [byPage = "", byForm = "", byMultipart = ""] = second.waiting;

  await test.step("opening the link changes nothing: not by scanners, not by a browser that runs its scripts", async () => {
    const before = await fingerprints(workspaceId);
    const { page: link, token } = letters.get(byPage) ?? none;
    const visits = Array.from({ length: 50 }, (_, n) => n).flatMap((n) => {
      const headers = {
        "user-agent": scanners[n % scanners.length] ?? "",
        ...(n % 3 === 0 && { purpose: "prefetch" }),
      };
      const method = ["GET", "GET", "HEAD", "GET", "OPTIONS"][n % 5] ?? "GET";
      return [
        ask(new URL(link).pathname, { method, headers }),
        ask(`/api/unsubscribe/${token}`, { method, headers }),
      ];
    });
    await Promise.all(visits);
    await idle(browser, link);
    expect(await fingerprints(workspaceId)).toEqual(before);
  });

  await test.step("a subscriber confirms on the page, two mail programs press their button", async () => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const reader = await context.newPage();
    await reader.goto(letters.get(byPage)?.page ?? "");
    await expect(reader.getByRole("heading", { name: `Unsubscribe from ${newsletter}?` })).toBeVisible();
    await expectAccessible(reader);
    await reader.getByRole("button", { name: `Unsubscribe from ${newsletter}` }).click();
    await expect(
      reader.getByRole("heading", { name: `You are unsubscribed from ${newsletter}` }),
    ).toBeVisible();
    await expectAccessible(reader);
    expect(await context.cookies(), "a subscriber gets no cookie").toEqual([]);
    await context.close();

    const answers = [
      await oneClick(letters.get(byForm)?.token ?? "", "form"),
      await oneClick(letters.get(byMultipart)?.token ?? "", "multipart"),
    ];
    expect(answers.map(({ status, cookies, headers }) => [status, cookies.length, headers.location])).toEqual(
      [
        [200, 0, undefined],
        [200, 0, undefined],
      ],
    );
  });

  await test.step("all three are suppressed at once, also for the messages still queued", async () => {
    const rows =
      await ownerSql()`select email, reason, source from suppressions where workspace_id = ${workspaceId} order by email`;
    expect(rows.map(({ email, reason, source }) => [email, reason, source])).toEqual([
      [byPage, "unsubscribed", "unsubscribe_page"],
      [byForm, "unsubscribed", "one_click"],
      [byMultipart, "unsubscribed", "one_click"],
    ]);
    second.release();
    smtp.behaviour.holdMessage = undefined;
    const arrived = await everyMessage(smtp, 20 + 17);
    const again = arrived.slice(20).flatMap(({ to }) => to);
    expect(again.sort()).toEqual(
      readers.filter((address) => !second.waiting.slice(0, 3).includes(address)).sort(),
    );
  });

  await test.step("the second campaign's report says whom it skipped and why", async () => {
    await page.goto(`/campaigns/${second.id}?state=skipped`);
    await expect(page.getByText(/^Sent \d+ \w+ 2/)).toBeVisible({ timeout: 30_000 });
    const rows = page.getByRole("table", { name: "Deliveries" }).getByRole("row");
    for (const address of [byPage, byForm, byMultipart])
      await expect(rows.filter({ hasText: address })).toContainText(/unsubscribed/i);
    await expect(rows).toHaveCount(4);
    await expectAccessible(page);
  });

  await test.step("a third campaign says beforehand that it leaves them out, and does", async () => {
    await writeCampaign(page, "Third letter");
    await expect(page.getByText("17 people get it · 3 unsubscribed")).toBeVisible();
    await send(page, "Send to 17 people");
    await everyMessage(smtp, 20 + 17 + 17);
    await expect(page.getByText(/^Sent \d+ \w+ 2/)).toBeVisible({ timeout: 30_000 });
  });

  await test.step("Settings, Compliance lists them with reason and source", async () => {
    await page.goto("/settings/compliance/suppressions");
    const rows = page.getByRole("table", { name: /Suppressed addresses/ }).getByRole("row");
    for (const address of [byPage, byForm, byMultipart])
      await expect(rows.filter({ hasText: address })).toContainText("Unsubscribed");
    await expectAccessible(page);
    await rows.filter({ hasText: byPage }).getByRole("link").first().click();
    await expect(page.getByText("Unsubscribe page").first()).toBeVisible();
    await expectAccessible(page);
    await page.goto("/settings/compliance/suppressions");
    await rows.filter({ hasText: byForm }).getByRole("link").first().click();
    await expect(page.getByText("Unsubscribe button of their mail program").first()).toBeVisible();
    await page.goto("/dashboard");
    await expect(page.getByRole("region", { name: "What needs you" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Setup" })).toHaveCount(0);
    await expectAccessible(page);
  });
});

async function writeCampaign(page: Page, name: string) {
  await page.goto("/campaigns");
  await expectAccessible(page);
  await page.getByRole("link", { name: "New campaign" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Write the message" }).click();
  await page.getByLabel("Subject").fill(`${name}, {{first_name|you}}`);
  await page.getByRole("textbox", { name: /^Message/ }).fill("News of the looms.");
  await page.getByRole("button", { name: "Preview and check" }).click();
  await expect(page.getByRole("button", { name: "Send…" })).toBeVisible();
}

async function send(page: Page, words: string) {
  await page.getByRole("button", { name: "Send…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Send without a signature" }).check();
  await dialog.getByRole("button", { name: words }).click();
  await expect(page.getByRole("region", { name: "Deliveries" })).toBeVisible();
}

async function everyMessage(smtp: CustomerSmtp, count: number): Promise<ReceivedMail[]> {
  await expect.poll(async () => (await smtp.messages()).length, { timeout: 30_000 }).toBe(count);
  return smtp.messages();
}

/** A browser that opens the link, runs its scripts, follows nothing and is left alone. */
async function idle(browser: Browser, link: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link, { waitUntil: "networkidle" });
  await page.mouse.move(200, 300);
  await page.keyboard.press("Tab");
  await page.reload({ waitUntil: "networkidle" });
  await context.close();
}

const none = { page: "", token: "" };

function linksOf({ parsed }: ReceivedMail) {
  const link = linkIn(parsed.text, "/unsubscribe/");
  return { page: link, token: link.split("/").at(-1) ?? "" };
}

/** What a strict mailbox provider would find wrong with a message (docs/rules.md OC1, OC10, OC11, OC16; CAN-SPAM's postal address). */
function faultsOf(mail: ReceivedMail): string[] {
  const faults: string[] = [];
  const claim = (holds: boolean, rule: string) => {
    if (!holds) faults.push(`${mail.to}: ${rule}`);
  };
  const head = mail.raw.toString("latin1").split("\r\n\r\n")[0] ?? "";
  const fields = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const values = (name: string) =>
    fields
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  const one = (name: string) => {
    claim(values(name).length === 1, `exactly one ${name}`);
    return values(name)[0] ?? "";
  };
  const { token, page } = linksOf(mail);
  const base = process.env.E2E_BASE_URL;
  claim(
    one("List-Unsubscribe") === `<${base}/api/unsubscribe/${token}>`,
    "OC1 OC11 OC16 List-Unsubscribe is the one-click address",
  );
  claim(one("List-Unsubscribe-Post") === "List-Unsubscribe=One-Click", "OC1 List-Unsubscribe-Post");
  claim(/^.*<[\w-]+(\.[\w-]+)+>$/.test(one("List-Id")), "DS7 List-Id");
  claim(/^<[\w.-]+@sender\.test>$/.test(one("Message-ID")), "BS4 Message-ID under the sender's domain");
  claim(
    one("From") === "Compiler Works <letters@sender.test>" ||
      one("From") === '"Compiler Works" <letters@sender.test>',
    "BS4 From",
  );
  claim(one("To").includes(mail.to[0] ?? "-"), "To");
  claim(Math.abs(Date.parse(one("Date")) - Date.now()) < 600_000, "BS4 Date");
  claim(/^A letter to Reader \d+$/.test(mail.parsed.subject ?? ""), "the merge field in the subject");
  claim(mail.from === "letters@sender.test", "the envelope's sender");
  claim(
    fields.every((line) => line.length <= 998),
    "OC16 lines of at most 998 octets",
  );
  claim(!page.includes("@") && /^[A-Za-z0-9_-]{64}$/.test(token), "OC6 an opaque token");
  const text = mail.parsed.text ?? "";
  const html = String(mail.parsed.html);
  for (const line of postalAddress.split("\n")) {
    claim(text.includes(line), `CS3 “${line}” in the text`);
    claim(
      html.replaceAll("&#39;", "'").replaceAll("&#x27;", "'").includes(line),
      `CS3 “${line}” in the HTML`,
    );
  }
  claim(text.includes(page) && html.includes(`href="${page}"`), "OC10 the unsubscribe link in both parts");
  claim(
    text.includes("Compiler Works Ltd") && html.includes("Compiler Works Ltd"),
    "the sender's name in both parts",
  );
  return faults;
}
