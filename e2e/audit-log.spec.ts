import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import type { Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible, expectAccessibleElsewhere } from "./support/accessible.ts";
import { record, wrongPassword } from "./support/log.ts";
import { makeOwner, signIn } from "./support/owner.ts";

const log = "/settings/security/audit-log";
const entries = (page: Page) => page.getByRole("region", { name: "Entries" }).locator("details");
const entry = (page: Page, words: string | RegExp) => entries(page).filter({ hasText: words });

/** The same person in another request, so that what they do is a line of its own. */
const again = (actor: Member): Member => ({ ...actor, origin: { ...actor.origin, requestId: uuidv7() } });

test("an owner filters entries by event, person, result, address and days", async ({ page, owner }) => {
  const viewer = await makeMember({ workspaceId: owner.workspaceId, role: "viewer" });
  await ownerSql().begin(async (tx) => {
    await tx`select audit_append(${uuidv7()}, null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
    await tx`update users set name = 'Charles Babbage' where id = ${viewer.user.id}`;
  });
  await createNewsletter(again(owner.actor), { name: "The Weekly Engine", description: "" });
  await expect(createNewsletter(again(viewer.actor), { name: "Mine", description: "" })).rejects.toThrow();
  await record(wrongPassword(viewer.user.id, { ip: "198.51.100.23", userAgent: "curl/8.4" }));

  await page.goto("/settings/security");
  await page.getByRole("link", { name: "Open" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  await expect(entries(page)).toHaveCount(3);
  await expect(entries(page).first()).toContainText(
    "Somebody tried to sign in to Charles Babbage’s account; the password was wrong",
  );
  await expect(entries(page).first()).toContainText("Refused");

  const filter = async (fill: () => Promise<unknown>) => {
    await page.getByRole("link", { name: "Clear" }).or(page.getByRole("search")).first().waitFor();
    await page.goto(log);
    await fill();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page).toHaveURL(/\?/);
  };
  await filter(() => page.getByLabel("Event").selectOption({ label: "Sign-ins" }));
  await expect(entries(page)).toHaveCount(1);
  await filter(() => page.getByLabel("Person").selectOption({ label: "Charles Babbage" }));
  await expect(entries(page)).toHaveCount(2);
  await filter(() => page.getByLabel("Result").selectOption("refused"));
  await expect(entries(page)).toHaveCount(2);
  const more = () => page.getByText("More filters").click();
  await filter(() => more().then(() => page.getByLabel("Address").fill("198.51.100.0/24")));
  await expect(entries(page)).toHaveCount(1);
  await filter(() => page.getByRole("searchbox").first().fill("newsletter"));
  await expect(entries(page)).toHaveCount(2);
  await filter(() => page.getByRole("searchbox").first().fill("babbage"));
  await expect(entries(page)).toHaveCount(2);
  await filter(() => page.getByRole("searchbox").first().fill("zzzz"));
  await expect(page.getByText("Nothing in the log fits all of this")).toBeVisible();
  await expect(entries(page)).toHaveCount(0);
  await filter(() => more().then(() => page.getByLabel("To day").fill("2020-01-01")));
  await expect(page.getByText("Nothing in the log fits all of this")).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(entries(page)).toHaveCount(3);

  await page.goto(`${log}?type=nothing&address=10.1&to=2026-13-40&result=refused`);
  await expect(page.getByText("Choose a kind of event from the list.")).toBeVisible();
  await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Address")).toHaveValue("10.1");
  await expect(page.getByText("The last day as year, month and day: 2026-11-26.")).toBeVisible();
  await expect(entries(page), "no rows under an error").toHaveCount(0);
  await expectAccessible(page);
  await expectAccessibleElsewhere(page);
});

test("an opened entry shows time, actor, origin and changed fields", {
  tag: "@V16.2.1",
}, async ({ page, owner }) => {
  const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0";
  const actor = { ...owner.actor, origin: { ...owner.actor.origin, ip: "86.59.12.34", userAgent } };
  const { id } = await createNewsletter(again(actor), { name: "The Weekly Engine", description: "" });
  await updateNewsletter(again(actor), {
    newsletterId: id,
    name: "The Monthly Engine",
    description: "Less often.",
  });
  await page.goto(log);
  const changed = entry(page, "changed the newsletter “The Monthly Engine”");
  await changed.locator("summary").click();
  await expect(changed.getByRole("row", { name: "Name The Weekly Engine The Monthly Engine" })).toBeVisible();
  await expect(changed.getByRole("row", { name: "Description empty Less often." })).toBeVisible();
  for (const text of [
    "86.59.12.34",
    "Vienna, Austria",
    "Firefox 142 on Windows",
    userAgent,
    owner.user.email,
  ])
    await expect(changed.getByText(text, { exact: true }).last()).toBeVisible();
  const [row] =
    await ownerSql()`select encode(hash, 'hex') as hash, request_id from audit_events where target = ${id} and action = 'newsletter.update'`;
  await expect(changed.getByText(row?.hash)).toBeVisible();
  await expect(changed.getByText(/^No. 2 of the workspace/)).toBeVisible();
  await expectAccessible(page);

  await changed.getByRole("link", { name: "All of this request" }).click();
  await expect(page).toHaveURL(new RegExp(String(row?.request_id)));
  await expect(entries(page)).toHaveCount(1);
  await changed.getByRole("link", { name: "The Monthly Engine" }).click();
  await expect(page).toHaveURL(new RegExp(`/newsletters/${id}`));
});

test("hostile text in an entry is shown as text", async ({ page, owner }) => {
  const userAgent = `\u202Egnp.exe <script>alert(1)</script> <img src=x onerror=alert(1)> ${"x".repeat(600)}`;
  await record(wrongPassword(owner.user.id, { ip: "198.51.100.23", userAgent }));
  await createNewsletter(again(owner.actor), { name: `<b>${"W".repeat(90)}</b>`, description: "" });
  await page.goto(log);
  for (const summary of await page.locator("details.log-entry > summary").all()) await summary.click();
  await expect(page.getByText("<script>alert(1)</script>")).toBeVisible();
  await expect(page.locator("details img, details script, details b")).toHaveCount(0);
  await expectAccessible(page);
});

test("paging goes to older entries and back by stable addresses", async ({ page, owner }) => {
  await ownerSql().begin(async (tx) => {
    for (let n = 1; n <= 120; n++)
      await tx`select audit_append(${uuidv7()}, ${owner.workspaceId}, null, 'job', 'stories', 'suppression.add', 'done', null,
        ${JSON.stringify({ added: n })}, null, null, ${uuidv7()})`;
  });
  await page.goto(log);
  await expect(entries(page)).toHaveCount(50);
  await expect(entries(page).first()).toContainText("120 addresses");
  await page.getByRole("link", { name: "Older" }).click();
  await expect(entries(page).first()).toContainText("70 addresses");
  const second = page.url();
  await page.getByRole("link", { name: "Older" }).click();
  await expect(entries(page)).toHaveCount(20);
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(entries(page).first()).toContainText("70 addresses");
  await page.goto(second);
  await expect(entries(page).first()).toContainText("70 addresses");
  await page.getByRole("link", { name: "To the newest" }).click();
  await expect(entries(page).first()).toContainText("120 addresses");
});

test("a viewer sees their own activity, nobody's else, and no other workspace's", { tag: "@V8.2.2" }, async ({
  page,
  context,
  owner,
}) => {
  const viewer = await makeOwner({ workspaceId: owner.workspaceId, role: "viewer" });
  const stranger = await makeMember();
  await createNewsletter(again(owner.actor), { name: "Ours", description: "" });
  await createNewsletter(again(stranger.actor), { name: "Theirs", description: "" });
  await record(wrongPassword(owner.user.id), wrongPassword(viewer.user.id), wrongPassword(stranger.user.id));
  await page.goto(log);
  await expect(entries(page)).toHaveCount(3);
  await expect(page.getByText("Theirs")).toHaveCount(0);
  for (const query of [`q=${stranger.user.id}`, `person=${stranger.user.id}`, `q=${stranger.workspaceId}`]) {
    await page.goto(`${log}?${query}`);
    await expect(page.getByText("Nothing in the log fits all of this")).toBeVisible();
  }

  await signIn(context, viewer);
  await page.goto("/settings/security");
  await expect(page.getByRole("heading", { name: "Your activity" })).toBeVisible();
  await page.goto(log);
  await expect(page.getByRole("heading", { level: 1, name: "Your activity" })).toBeVisible();
  await expect(entries(page)).toHaveCount(1);
  await expect(page.getByLabel("Person")).toHaveCount(0);
  for (const query of [`q=${owner.user.id}`, `person=${owner.user.id}`, "q=newsletter"]) {
    await page.goto(`${log}?${query}`);
    await expect(page.getByText("Nothing in the log fits all of this")).toBeVisible();
  }
  const live = await page.request.get(`${log}/live?after=2020-01-01T00:00:00.000000Z_${owner.user.id}_0`);
  expect(await live.json()).toEqual({ count: 1 });
});

test("the data of an erased person is called erased", async ({ page, owner }) => {
  const [person, address] = [uuidv7(), "erased.reader@example.com"];
  const by = {
    kind: "subscriber",
    workspaceId: owner.workspaceId,
    contactId: person,
    deliveryId: uuidv7(),
    campaignId: uuidv7(),
    newsletterId: null,
    origin: owner.actor.origin,
  } as const;
  const about = { person, fields: { address } };
  await record({
    by,
    action: "contact.unsubscribe",
    entry: { target: person, detail: { scope: "all" }, about },
  });
  await page.goto(log);
  await entries(page).first().locator("summary").click();
  await expect(page.getByText(address)).toBeVisible();

  await connections().writer.transaction(async (tx) => {
    await enter(tx, owner.workspaceId, owner.user.id);
    await tx.execute(sql`select forget_person(${person}::uuid)`);
  });
  await page.reload();
  const left = entry(page, "A subscriber unsubscribed from everything");
  await left.locator("summary").click();
  await expect(left.getByText("Erased, with the other data of this person")).toBeVisible();
  await expect(page.getByText(address)).toHaveCount(0);
});

test("new entries appear at the top or are offered", async ({ page, owner }) => {
  await createNewsletter(again(owner.actor), { name: "One", description: "" });
  await page.goto(log);
  await expect(entries(page)).toHaveCount(1);
  await createNewsletter(again(owner.actor), { name: "Two", description: "" });
  await expect(entry(page, "created the newsletter “Two”")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: /new entr/ })).toHaveCount(0);

  await entries(page).first().locator("summary").click();
  await createNewsletter(again(owner.actor), { name: "Three", description: "" });
  await createNewsletter(again(owner.actor), { name: "Four", description: "" });
  const offer = page.getByRole("button", { name: "2 new entries" });
  await expect(offer).toBeVisible({ timeout: 20_000 });
  await expect(entry(page, "“Three”")).toHaveCount(0);
  await offer.click();
  await expect(entry(page, "“Four”")).toBeVisible();
  await expect(offer).toHaveCount(0);

  await page.goto(`${log}?type=sign-ins`);
  await expect(page.getByText("The log goes back one year.")).toBeVisible();
  await createNewsletter(again(owner.actor), { name: "Five", description: "" });
  await record(wrongPassword(owner.user.id));
  await expect(page.getByRole("button", { name: "1 new entry" })).toBeVisible({ timeout: 20_000 });
});

test("one sign-in is one line, and fifty lines stay light", async ({ page, owner }) => {
  const by = again(owner.actor);
  const account = { target: owner.user.id, userId: owner.user.id, workspaceId: null };
  await record(
    { by, action: "session.sign_in", entry: { ...account, detail: { next: "second factor", cause: "one" } } },
    {
      by: again(by),
      action: "session.second_factor",
      entry: { ...account, detail: { by: "code", cause: "one" } },
    },
  );
  const last = again(by);
  await record(
    {
      by: last,
      action: "credential.decrypt",
      entry: { ...account, detail: { kind: "authenticator secret", purpose: "check code" } },
    },
    {
      by: last,
      action: "session.second_factor",
      entry: { ...account, detail: { by: "code", cause: "one" } },
    },
    {
      by: last,
      action: "session.start",
      entry: { ...account, target: owner.actor.sessionId, detail: { amr: ["pwd", "otp"] } },
    },
  );
  await page.goto(log);
  await expect(entries(page)).toHaveCount(1);
  const line = entries(page).first();
  await expect(line).toContainText("signed in with a password and a code");
  await expect(page.getByText("Two-factor code checked")).toHaveCount(0);
  await line.locator("summary").click();
  await expect(line.getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(3);
  await page.goto(`${log}?technical=1`);
  await entries(page).first().locator("summary").click();
  await expect(page.getByText("Two-factor code checked")).toBeVisible();

  await ownerSql().begin(async (tx) => {
    for (let n = 1; n <= 60; n++)
      await tx`select audit_append(${uuidv7()}, ${owner.workspaceId}, null, 'job', 'stories', 'suppression.add', 'done', null,
        ${JSON.stringify({ added: n })}, null, null, ${uuidv7()})`;
  });
  await page.goto(log);
  await expect(entries(page)).toHaveCount(50);
  expect(await page.evaluate(() => document.querySelectorAll("main *").length)).toBeLessThan(1500);
  await entries(page).first().locator("summary").click();
  await expect(entries(page).first().getByText("No. 60 of the workspace")).toBeVisible();
  await expectAccessible(page);
});

test("an open log leads to sign-in once its session is over", async ({ page, owner }) => {
  await page.goto(log);
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  await ownerSql()`update sessions set revoked_at = now() where id = ${owner.actor.sessionId}`;
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings%2Fsecurity%2Faudit-log/, { timeout: 30_000 });
});

test("unusual days are marked, named and linked to their entries", async ({ page, owner }) => {
  const day = 24 * 3600_000;
  const noon = new Date().setUTCHours(12, 0, 0, 0);
  await ownerSql().begin(async (tx) => {
    for (const [ago, count] of [
      [9, 4],
      [8, 5],
      [5, 4],
      [4, 5],
      [3, 60],
      [2, 4],
    ] as const)
      for (let n = 0; n < count; n++)
        await tx`select audit_append_at(${uuidv7()}, ${owner.workspaceId}, null, 'job', 'stories', 'suppression.add', 'done', null, '{}',
          null, null, ${uuidv7()}, ${new Date(noon - ago * day + n * 1000)})`;
  });
  await page.goto(log);
  const [row] =
    await ownerSql()`select to_char(${new Date(noon - 3 * day)}::timestamptz at time zone 'UTC', 'FMDD Mon') as day`;
  await expect(page.getByText(`Unusual: 60 events on ${row?.day}`)).toBeVisible();
  const table = page.getByRole("table", { name: /^Events by day/ });
  await expect(table.getByRole("row", { name: `${row?.day} 60 Yes` })).toBeAttached();
  await expectAccessible(page);
  await page.getByRole("link", { name: row?.day, exact: true }).click();
  await expect(entries(page)).toHaveCount(50);
  await expect(page.getByLabel("From day")).toHaveValue(new Date(noon - 3 * day).toISOString().slice(0, 10));
});

test("the audit log filters and opens entries by keyboard", async ({ page, owner }) => {
  await createNewsletter(again(owner.actor), { name: "One", description: "" });
  await record(wrongPassword(owner.user.id));
  await page.goto(log);
  await page.getByRole("searchbox").first().focus();
  await page.keyboard.type("newsletter");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=newsletter/);
  await expect(entries(page)).toHaveCount(1);
  await entries(page).first().locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "All of this kind" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "All of this kind" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "All of this kind" })).toBeHidden();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the log is filtered, opened and paged", async ({ page, owner }) => {
    const { id } = await createNewsletter(again(owner.actor), { name: "One", description: "" });
    await updateNewsletter(again(owner.actor), { newsletterId: id, name: "Two", description: "" });
    await record(wrongPassword(owner.user.id));
    await page.goto(log);
    await expect(entries(page)).toHaveCount(3);
    await page.getByRole("searchbox").first().fill("change a newsletter");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page).toHaveURL(/q=change/);
    await expect(entries(page)).toHaveCount(1);
    await entries(page).first().locator("summary").click();
    await expect(page.getByRole("row", { name: "Name One Two" })).toBeVisible();
    await expect(page.getByRole("button", { name: /Copy/ })).toHaveCount(0);
    await page.getByRole("link", { name: "Clear" }).click();
    await expect(entries(page)).toHaveCount(3);
  });
});
