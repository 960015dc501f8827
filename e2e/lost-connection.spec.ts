import type { Page } from "@playwright/test";
import { makeNewsletter } from "#testing/factories.ts";
import { fill, memberPages, nameless, openPages } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { goOffline, holdScripts } from "./support/offline.ts";

const kept = "No connection.";
/** Forms with an action; a search leads to an address, and an upload has words of its own. */
const forms = "form:not([method=get]):not([action^='/'])";

test.describe("each form keeps page and text without a connection", () => {
  for (const [path] of openPages)
    test(path, async ({ page, watchdog }) => {
      watchdog.expectComplaint(/Failed to load resource/);
      await page.goto(path);
      await loseEachForm(page, path);
    });

  for (const [at, [name]] of memberPages(nameless).entries())
    test(name, async ({ page, owner, watchdog }) => {
      watchdog.expectComplaint(/Failed to load resource/);
      const [path] = memberPages(await fill(owner))[at] ?? [""];
      await page.goto(path);
      await loseEachForm(page, path);
    });
});

/** Types into each form of a page, takes the network away, and sends it. */
async function loseEachForm(page: Page, path: string) {
  const count = await page.locator(forms).count();
  for (let at = 0; at < count; at++) {
    const form = page.locator(forms).nth(at);
    // The form is ready once React holds it.
    await expect
      .poll(() => form.evaluate((it) => Object.keys(it).some((key) => key.startsWith("__reactProps"))), {
        timeout: 15_000,
      })
      .toBe(true);
    const heading = await page.getByRole("heading", { level: 1 }).first().textContent();
    const typed = await form.evaluate(typeInto);
    await goOffline(page);
    await form.evaluate((it: HTMLFormElement) => it.requestSubmit());
    await expect(page.getByText(kept).first(), `${path}, form ${at + 1}`).toBeAttached();
    await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(heading ?? "");
    await expect(page.getByText("Something went wrong")).toHaveCount(0);
    expect(await form.evaluate(valuesOf), `${path}, form ${at + 1}`).toEqual(typed);
    // Another page, so that coming back online sends nothing.
    await page.goto("about:blank");
    await page.context().setOffline(false);
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first(), "nothing was sent").toHaveText(
      heading ?? "",
    );
  }
}

function typeInto(form: Element) {
  form.closest<HTMLDialogElement>("dialog:not([open])")?.showModal();
  const fields = Array.from((form as HTMLFormElement).elements) as HTMLInputElement[];
  for (const field of fields) {
    if (!field.name || field.disabled || field.readOnly) continue;
    if (field.tagName === "SELECT") {
      const select = field as unknown as HTMLSelectElement;
      select.selectedIndex = select.options.length - 1;
    } else if (field.type === "checkbox" || field.type === "radio") field.checked = true;
    else if (field.tagName === "TEXTAREA" || ["text", "email", "password", "url"].includes(field.type)) {
      const proto = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(proto.prototype, "value")?.set?.call(field, `typed ${field.name}`);
    } else continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return fields
    .filter(({ name, type }) => name && type !== "hidden" && type !== "submit")
    .map((field) => [field.name, field.value, field.checked ?? null]);
}

function valuesOf(form: Element) {
  const fields = Array.from((form as HTMLFormElement).elements) as HTMLInputElement[];
  return fields
    .filter(({ name, type }) => name && type !== "hidden" && type !== "submit")
    .map((field) => [field.name, field.value, field.checked ?? null]);
}

test("a form that was never sent goes out once, when online", async ({ page, owner, watchdog }) => {
  watchdog.expectComplaint(/Failed to load resource/);
  expect(owner.cookie).not.toBe("");
  await page.goto("/newsletters/new");
  await page.getByLabel("Name").fill("Offline weekly");
  await goOffline(page);
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByText("No connection. Your text is still here.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Offline weekly");
  await page.getByRole("link", { name: "Contacts" }).first().click();
  await expect(page.getByText("This page stays as it is")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Offline weekly");
  await page.context().setOffline(false);
  await expect(page).not.toHaveURL(/\/new$/);
  await page.goto("/newsletters");
  await expect(page.getByRole("link", { name: "Offline weekly" })).toHaveCount(1);
});

const answers = [
  { what: "502 problem", status: 502, contentType: "application/problem+json", body: '{"status":502}' },
  { what: "503 text", status: 503, contentType: "text/plain", body: "The database does not answer." },
  { what: "504 page", status: 504, contentType: "text/html", body: "<h1>Gateway Timeout</h1>" },
  { what: "a captive portal", status: 200, contentType: "text/html", body: "<h1>Pay for Wi-Fi</h1>" },
];

for (const { what, ...answer } of answers)
  test(`${what} in place of an answer keeps the text`, async ({ page, owner, watchdog }) => {
    watchdog.expectComplaint(/Failed to load resource/);
    expect(owner.cookie).not.toBe("");
    await page.goto("/newsletters/new");
    await page.getByLabel("Name").fill("Between two servers");
    let sent = 0;
    await page.route("**/newsletters/new", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      sent += 1;
      await route.fulfill(answer);
    });
    await page.getByRole("button", { name: "Create newsletter" }).click();
    await expect(page.getByText("it may have been done already")).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("Between two servers");
    // Nobody knows its fate, so coming online sends nothing.
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    expect(sent).toBe(1);
    await page.unroute("**/newsletters/new");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page).not.toHaveURL(/\/new$/);
    await page.goto("/newsletters");
    await expect(page.getByRole("link", { name: "Between two servers" })).toHaveCount(1);
  });

test("a form older than the server reloads with its text", async ({ page, owner, watchdog }) => {
  watchdog.expectComplaint(/Failed to load resource/);
  expect(owner.cookie).not.toBe("");
  await page.goto("/newsletters/new");
  await page.getByLabel("Name").fill("From the old version");
  await page.route("**/newsletters/new", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fulfill({
      status: 404,
      headers: { "x-nextjs-action-not-found": "1" },
      contentType: "text/plain",
      body: "Server action not found.",
    });
  });
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByText("Mailneo was updated while this page was open.")).toBeVisible();
  await page.unroute("**/newsletters/new");
  await page.getByRole("button", { name: "Reload and keep the text" }).click();
  await expect(page.getByText("Your text from before the page was loaded again is back.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("From the old version");
});

test("text of a long field is offered after a reload", async ({ page, owner }) => {
  const { id } = await makeNewsletter(owner.workspaceId);
  await page.goto(`/newsletters/${id}`);
  const field = page.getByLabel("What it is about");
  await field.fill("What this letter is about");
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).join().includes("What this letter")))
    .toBe(true);
  await page.reload();
  await expect(page.getByText(/^Unsaved text from/)).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(field).toHaveValue("What this letter is about");

  await page.getByRole("link", { name: "Contacts" }).first().click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(field).toHaveValue("What this letter is about");
  await page.getByRole("link", { name: "Contacts" }).first().click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
});

test("text typed before the page's script arrives is kept", async ({ page, owner }) => {
  const { id } = await makeNewsletter(owner.workspaceId);
  const arrive = await holdScripts(page);
  await page.goto(`/newsletters/${id}`, { waitUntil: "domcontentloaded" });
  const field = page.getByLabel("What it is about");
  await field.fill("Typed on a slow line");
  arrive();
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).join().includes("Typed on a slow line")))
    .toBe(true);
  await expect(field).toHaveValue("Typed on a slow line");
  await page.getByRole("link", { name: "Contacts" }).first().click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(field).toHaveValue("Typed on a slow line");
});

test("a form that leads to a new page focuses its heading", async ({ page, owner }) => {
  expect(owner.cookie).not.toBe("");
  await page.goto("/newsletters/new");
  await page.getByLabel("Name").fill("Focused weekly");
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page).not.toHaveURL(/\/new$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});
