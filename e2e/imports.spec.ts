import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { workbook } from "#lib/audience/imports/reader/xlsx/xlsx.fixture.ts";
import { makeNewsletter, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

test("a semicolon file with broken rows is imported, each refusal explained", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  const rows = [
    "E-Mail;Vorname;Land",
    "zoe@example.com;Zoë;Deutschland",
    "ZOE@example.com;Zoë noch einmal;DE",
    "no-at-sign;Bert;DE",
    "two@@example.com;Carl;DE",
    "=cmd|' /C calc'!A0;Dora;DE",
    ";Emil;DE",
    '"quoted;semicolon"@example.com;Fritz;DE',
    "аdmin@example.com;Homoglyph;DE",
    "greta@example.com;=HYPERLINK(1);FR",
    "hans@example.com;Hans;DE;and more;than there are columns",
  ];
  await upload(page, "kontakte.csv", Buffer.from(`\ufeff${rows.join("\r\n")}\r\n`));
  await expect(page.getByLabel("Columns are separated by")).toHaveValue("semicolon");
  await expect(page.getByLabel("E-Mail is")).toHaveValue("email");
  await expect(page.getByLabel("Vorname is")).toHaveValue("firstName");
  await expect(page.getByLabel("Land is")).toHaveValue("country");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);

  const contacts =
    await ownerSql()`select email, first_name, country from contacts where workspace_id = ${owner.workspaceId}`;
  const came = contacts.map(({ email, first_name, country }) => [email, first_name, country]);
  expect(came).toContainEqual(["zoe@example.com", "Zoë", "DE"]);
  expect(came.filter(([email]) => email === "zoe@example.com").length).toBe(1);
  const refused = page.getByRole("table", { name: /not taken/ });
  const lines = await refused.getByRole("row").allInnerTexts();
  expect(lines.length - 1, lines.join("\n")).toBe(10 - came.length);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download refused rows" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("kontakte-refused.csv");
  const csv = await readFile(await download.path(), "utf8");
  expect(csv.split("\r\n")[0]).toBe('\ufeff"Line","Problem","Value","Code"');
  expect(csv.trim().split("\r\n").length).toBe(lines.length);
  expect(csv, "a formula comes out as text").not.toMatch(/(^|,)"=/m);
  for (const line of [4, 5, 6]) expect(csv).toContain(`\r\n"${line}",`);
});

test("older encodings are read correctly, and binary files are refused", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  await upload(
    page,
    "alt.csv",
    Buffer.from(
      "email,first name\njosé@example.com".replace("josé@", "jose@").concat(",José Müller\n"),
      "latin1",
    ),
  );
  const encoding = page.getByLabel("Its text is");
  await expect(encoding).toHaveValue("windows-1252");
  await expect(page.getByText(/The file is not UTF-8/)).toBeVisible();
  await expect(page.getByText("José Müller").first()).toBeVisible();
  await encoding.selectOption("windows-1251");
  await expect(
    page.getByText("Josй Mьller").first(),
    "the rows are shown as they would be read",
  ).toBeVisible();
  await encoding.selectOption("windows-1252");
  await expect(page.getByText("José Müller").first()).toBeVisible();

  await page.getByRole("button", { name: "Choose another file" }).first().click();
  await expect(page.getByRole("button", { name: "Upload file" })).toBeVisible();
  const utf16 = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from("email\tfirst name\nana@example.com\tÅsa\n", "utf16le"),
  ]);
  await upload(page, "utf16.txt", utf16);
  await expect(encoding).toHaveValue("utf-16le");
  await expect(page.getByText("Åsa").first()).toBeVisible();

  await page.getByRole("button", { name: "Choose another file" }).first().click();
  await expect(page.getByRole("button", { name: "Upload file" })).toBeVisible();
  await page.getByRole("button", { name: "Upload file" }).click();
  await expect(page.getByLabel("File of contacts")).toHaveAccessibleDescription(/Choose a file\./);
  await pick(page, "list.xls", Buffer.from("PK\x03\x04"));
  await page.getByRole("button", { name: "Upload file" }).click();
  await expect(page.getByLabel("File of contacts")).toHaveAccessibleDescription(
    /This is an older Excel file/,
  );
  await upload(page, "renamed.csv", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(2000, 7)]));
  await expect(page.getByRole("alert").filter({ hasText: "cannot be imported" })).toBeVisible();
  await expectAccessible(page);
});

test("tags, an own field and the proof of a confirmation come in", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  const rows = [
    "Email Address,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,MEMBER_RATING,TAGS",
    'mira@example.com,2021-03-04 09:12:31,192.0.2.14,2021-03-05 09:14:02,192.0.2.15,4,"""VIP"",""Book club"""',
    "jonas@example.com,2019-11-20 18:00:00,,2019-11-20 18:05:10,198.51.100.7,many,",
  ];
  await upload(page, "subscribed_members_export.csv", Buffer.from(rows.join("\n")));
  await expect(page.getByLabel("CONFIRM_TIME is")).toHaveValue("confirmedAt");
  await expect(page.getByLabel("CONFIRM_IP is")).toHaveValue("confirmIp");
  await expect(page.getByLabel("TAGS is")).toHaveValue("tags");
  const rating = page.getByLabel("MEMBER_RATING is");
  await expect(rating).toHaveValue("");
  await rating.selectOption({ label: "New field…" });
  await expect(page.getByLabel("Name of the new field")).toHaveValue("Member rating");
  await page.getByLabel("It holds").selectOption({ label: "A number" });
  await expect(page.getByText("creates the field “Member rating”, which holds numbers")).toBeVisible();
  await expect(page.getByText("1 value left out, and their people come in")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("2 tags put on contacts and 1 field value set")).toBeVisible();
  await expect(page.getByText("Single values left out")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/contacts?search=mira");
  await page.getByRole("link", { name: /mira@example\.com/ }).click();
  await expect(page.getByText("Book club, VIP")).toBeVisible();
  await expect(
    page.getByText("Signed up from IP 192.0.2.14. Confirmed on 5 March 2021 from IP 192.0.2.15"),
  ).toBeVisible();
});

test("people who left are suppressed, and unknown states are asked about", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  const rows = [
    "Email,Name,Status,Unsubscribed at",
    "ada@example.com,Ada,active,",
    "left@example.com,Lee,unsubscribed,2024-02-02",
    "angry@example.com,Ann,spam complaint,",
    "zed@example.com,Zed,zombie,",
    "waits@example.com,Will,pending,",
  ];
  await upload(page, "members.csv", Buffer.from(rows.join("\n")));
  await expect(page.getByLabel("Status is")).toHaveValue("stop-status");
  const asked = page.getByLabel("“zombie” in Status means");
  await expect(asked).toHaveValue("");
  await expect(page.getByText("Suppressed: unsubscribed")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(asked).toHaveAccessibleDescription(/Say what “zombie” means/);
  await asked.selectOption("left");
  await expect(page.getByText("Suppressed: unsubscribed")).toHaveCount(2);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const fates = page.getByRole("listitem");
  await expect(fates.filter({ hasText: "New contacts." })).toContainText("1");
  await expect(fates.filter({ hasText: "Unsubscribed, bounced or reported spam" })).toContainText("3");
  await expect(fates.filter({ hasText: "Never accepted" })).toContainText("1");
  const stopped = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV: Suppressed", exact: true }).click();
  expect(await readFile(await (await stopped).path(), "utf8")).toContain("unsubscribed");
  const contacts = await ownerSql()`select email from contacts where workspace_id = ${owner.workspaceId}`;
  expect(contacts).toMatchObject([{ email: "ada@example.com" }]);

  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back import" }).click();
  await expect(page.getByText("This import was rolled back")).toBeVisible({ timeout: 30_000 });
  const active =
    await ownerSql()`select 1 from suppressions where workspace_id = ${owner.workspaceId} and lifted_at is null`;
  // What the people themselves asked for stays: two left, and one reported spam.
  expect(active.length).toBe(3);
});

test("an unsubscribed export can only be suppressed", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  await upload(
    page,
    "unsubscribed_members_export.csv",
    Buffer.from(
      "Email Address,UNSUB_TIME\nleft@example.com,2024-02-02 08:00:00\ngone@example.com,2024-03-02 08:00:00\n",
    ),
  );
  await expect(page.getByText("This is a list of people who unsubscribed")).toBeVisible();
  await expect(page.getByRole("button", { name: "Start import" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Suppress everybody in it" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole("link", { name: "See the suppressions" }).click();
  await expect(page.getByText("gone@example.com")).toBeVisible();
  const contacts = await ownerSql()`select email from contacts where workspace_id = ${owner.workspaceId}`;
  expect(contacts.length).toBe(0);
});

test("an Excel suppression list is imported from the suppressions", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await page.goto("/settings/compliance/suppressions");
  await page.getByRole("link", { name: "Import a list" }).first().click();
  await page.getByLabel("Why they get no mail").selectOption("bounced");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue to the file" }).click();
  await upload(page, "list.xlsx", await workbook([["Address"], ["dead@example.com"], ["not an address"]]));
  await expect(page.getByText("dead@example.com").first()).toBeVisible();
  await expect(page.getByLabel("Its text is")).toHaveCount(0);
  await page.getByRole("button", { name: "Suppress everybody in it" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  const rows =
    await ownerSql()`select email, reason, source from suppressions where workspace_id = ${owner.workspaceId}`;
  expect(rows).toMatchObject([{ email: "dead@example.com", reason: "bounced", source: "import" }]);
});

test("a file of JSON lines is recognised, previewed and imported", async ({ page, owner }) => {
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  const lines = [
    '{"email":"ada@example.com","first_name":"Ada","country":"IE"}',
    '{"email":"not an address"}',
    '{"email":"bob@example.com","first_name":"Bob"}',
  ];
  await upload(page, "people.ndjson", Buffer.from(`${lines.join("\n")}\n`));
  const format = page.getByLabel("The file is");
  await expect(format).toHaveValue("ndjson");
  await expect(page.getByLabel("Columns are separated by")).toHaveCount(0);
  const rows = page.getByRole("table", { name: /first rows of the file/ });
  await expect(rows.getByRole("row")).toHaveCount(4);
  await expect(rows.getByRole("columnheader", { name: /first_name/ })).toContainText("First name");
  await expectAccessible(page);
  await format.selectOption("csv");
  await expect(page.getByLabel("Columns are separated by")).toBeVisible();
  await page.getByLabel("The file is").selectOption("ndjson");
  await expect(rows.getByRole("row")).toHaveCount(4);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 30_000 });
  const contacts =
    await ownerSql()`select email, first_name from contacts where workspace_id = ${owner.workspaceId} order by email`;
  expect(contacts.map(({ email, first_name }) => [email, first_name])).toEqual([
    ["ada@example.com", "Ada"],
    ["bob@example.com", "Bob"],
  ]);
});

test("a long import survives reload, cancel, resume and roll-back", async ({ page, owner }) => {
  test.setTimeout(240_000);
  await makeNewsletter(owner.workspaceId);
  await begin(page);
  const count = 150_000;
  const rows = Array.from({ length: count }, (_, n) => `person${n}@long.example.com,Person ${n}`);
  await upload(page, "long.csv", Buffer.from(`email,name\n${rows.join("\n")}\n`));
  await page.getByRole("button", { name: "Start import" }).click({ timeout: 60_000 });
  const progress = page.getByRole("progressbar");
  await expect(progress).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(progress).toBeVisible();
  await page.getByRole("button", { name: "Cancel import" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel import" }).click();
  await expect(page.getByText(/Cancelled at \d+% of the file/)).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const here = async () =>
    Number(
      (await ownerSql()`select count(*) as n from contacts where workspace_id = ${owner.workspaceId}`)[0]?.n,
    );
  expect(await here()).toBeLessThan(count);

  await page.getByRole("button", { name: "Resume import" }).click();
  await expect(page.getByText("Import finished")).toBeVisible({ timeout: 150_000 });
  expect(await here()).toBe(count);

  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back import" }).click();
  await expect(page.getByText("This import was rolled back")).toBeVisible({ timeout: 60_000 });
  expect(await here()).toBe(0);
  await page.goto("/contacts/imports");
  await expect(page.getByRole("row").filter({ hasText: "long.csv" })).toContainText("Rolled back");
  await expectAccessible(page);
});

/** Up to the form for the file. */
async function begin(page: Page) {
  await page.goto("/contacts/imports/new");
  await page.getByRole("radio", { name: /Express consent/ }).check();
  await page.getByLabel("Where and when they agreed").fill("Sign-up sheet at the fair in Turin, 4 May 2026.");
  await page.getByRole("checkbox", { name: /The people in this file agreed/ }).check();
  await page.getByRole("button", { name: "Continue to the file" }).click();
  await expect(page.getByRole("button", { name: "Upload file" })).toBeVisible();
}

const pick = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel("File of contacts").setInputFiles({ name, mimeType: "text/csv", buffer });

async function upload(page: Page, name: string, buffer: Buffer) {
  await pick(page, name, buffer);
  await page.getByRole("button", { name: "Upload file" }).click();
  await expect(page.getByRole("button", { name: "Upload file" })).toBeHidden({ timeout: 60_000 });
}
