import { cookieNames } from "#lib/web/cookies.ts";
import { type Filled, fill, memberPages, openPages, subscriberPages } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible, expectAccessibleElsewhere, sizes } from "./support/accessible.ts";
import { ask } from "./support/wire.ts";

const names: Filled = {
  newsletter: "…",
  account: "…",
  contact: "…",
  draft: "…",
  sent: "… (sent)",
  suppression: "…",
  import: "…",
};

test.describe("every page has a title and passes WCAG 2.2 AA", () => {
  for (const [path, title] of [...openPages, ...subscriberPages])
    test(path, async ({ page }) => {
      await page.goto(path);
      await expect(page).toHaveTitle(title);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expectAccessible(page);
      await expectAccessibleElsewhere(page);
    });

  for (const [at, [name]] of memberPages(names).entries())
    test(name, async ({ page, owner }) => {
      const [path, title] = memberPages(await fill(owner))[at] ?? ["", /^$/];
      await page.goto(path);
      await expect(page).toHaveTitle(title);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expectAccessible(page);
      await expectAccessibleElsewhere(page);
    });

  for (const path of memberPages(names)
    .map(([name]) => name)
    .filter((name) => !name.includes("…")))
    test(`${path}, with nothing there yet`, async ({ page, owner }) => {
      expect(owner.cookie).not.toBe("");
      await page.goto(path);
      await expectAccessible(page);
    });
});

test("no link of any page leads nowhere", async ({ owner }) => {
  const of = await fill(owner);
  const headers = { cookie: `${cookieNames.session}=${owner.cookie}` };
  const links = new Map<string, string>();
  for (const [path] of [...memberPages(of), ...openPages.slice(0, 1)]) {
    const { text } = await ask(path, { headers });
    for (const [, href = ""] of text.matchAll(/<a\b[^>]*?\bhref="(\/[^"#]*)/g))
      links.set(href.replaceAll("&amp;", "&"), path);
  }
  expect(links.size).toBeGreaterThan(30);
  const dead: string[] = [];
  for (const [href, from] of links) {
    const { status } = await ask(href, { headers });
    if (status >= 400) dead.push(`${href} (${status}) on ${from}`);
  }
  expect(dead).toEqual([]);
});

test("what is not there says so, with a way on", async ({ page, owner, watchdog }) => {
  watchdog.expectComplaint(/status of 404/);
  const paths = ["/nothing-here", "/contacts/01a00000-0000-7000-8000-000000000000", "/campaigns/not-an-id"];
  for (const path of paths) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page).toHaveTitle(/^Not here/);
    await expect(page.getByRole("heading", { level: 1, name: "Nothing is at this address" })).toBeVisible();
  }
  await expectAccessible(page, everyLook);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page).not.toHaveURL(/not-an-id/);
  expect(owner.cookie).not.toBe("");
});

test("everything is reached by keyboard with visible focus", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/contacts");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();

  await page.goto("/contacts");
  const stops: { what: string; seen: boolean }[] = [];
  for (let tab = 0; tab < 25; tab++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        // A link that opens its whole row wears its ring around the row.
        const ring = [getComputedStyle(at), getComputedStyle(at, "::after")].some(
          ({ outlineStyle, outlineWidth, boxShadow }) =>
            (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
        );
        const box = at.getBoundingClientRect();
        return {
          what: at.outerHTML.slice(0, 120),
          seen: at === document.body || (ring && box.width > 0 && box.height > 0),
        };
      }),
    );
  }
  expect(stops.filter(({ seen }) => !seen)).toEqual([]);
  expect(new Set(stops.map(({ what }) => what)).size).toBeGreaterThan(12);
});

test("Ctrl-K opens any page, and Esc returns the focus", async ({ page, owner }) => {
  expect(owner.cookie).not.toBe("");
  await page.goto("/newsletters");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const opener = page.getByRole("link", { name: "New newsletter" }).first();
  await opener.focus();
  const palette = page.getByRole("dialog", { name: "Go to a page or action" });
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole("combobox", { name: "Go to" })).toBeFocused();
  await expectAccessible(page, everyLook);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("supp");
  await expect(palette.getByRole("option").first()).toContainText(/suppressions/i);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/compliance/);
  await expect(palette).toBeHidden();

  await page.keyboard.press("Control+k");
  const places = await palette
    .getByRole("option")
    .evaluateAll((all) => all.flatMap((each) => each.getAttribute("href") ?? []));
  for (const [word, name] of [
    ["2fa", "Enable 2FA"],
    ["sign out", "Sign out"],
    ["dark", "Dark theme"],
    ["sess", "Sessions"],
  ] as const) {
    await page.getByRole("combobox", { name: "Go to" }).fill(word);
    await expect(palette.getByRole("option").first()).toContainText(name);
  }
  await page.getByRole("combobox", { name: "Go to" }).fill("zzzzzz");
  await expect(palette.getByText(/Nothing by that name/)).toBeVisible();
  const headers = { cookie: `${cookieNames.session}=${owner.cookie}` };
  const answers = await Promise.all(
    places.map(async (href) => [href, (await ask(href, { headers })).status] as const),
  );
  expect(answers.filter(([, status]) => status >= 400)).toEqual([]);
});

test("phone navigation is at the bottom, and menus stay inside", async ({ page, owner }) => {
  await fill(owner);
  await page.setViewportSize(sizes.phone);
  await page.goto("/dashboard");
  const bar = page.getByRole("navigation", { name: "Main, at the bottom" });
  await expect(bar.getByRole("link")).toHaveCount(5);
  await bar.getByRole("link", { name: "Contacts" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
  await page.getByRole("button", { name: /^Account:/ }).click();
  const menu = page.getByText(owner.user.email).filter({ visible: true });
  await expect(menu).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, ["phone light", "phone dark"]);
});

test("the chosen theme holds on the next page, also signed out", async ({ page, owner }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect
    .poll(async () => (await page.context().cookies()).find(({ name }) => name === "__Host-mn.theme")?.value)
    .toBe("dark");
  await page.goto("/newsletters");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.context().clearCookies({ name: cookieNames.session });
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(owner.cookie).not.toBe("");
});

test("a slow page shows its skeleton, which then disappears", async ({ page, owner }) => {
  expect(owner.cookie).not.toBe("");
  await page.goto("/contacts");
  const arrive = Promise.withResolvers<void>();
  await page.route("**/newsletters?*", async (route) => {
    await arrive.promise;
    await route.continue();
  });
  const shape = page.locator(".page-on-its-way");
  await expect(async () => {
    await page
      .getByRole("navigation", { name: "Main", exact: true })
      .getByRole("link", { name: "Newsletters" })
      .click();
    await expect(shape).toHaveCSS("opacity", "1", { timeout: 1000 });
  }).toPass();
  arrive.resolve();
  await expect(page.getByRole("heading", { level: 1, name: "Newsletters" })).toBeVisible();
  await expect(shape).toHaveCount(0);
});

test("the palette finds records by name, and remembers them", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/dashboard");
  const palette = page.getByRole("dialog", { name: "Go to a page or action" });
  const typed = page.getByRole("combobox", { name: "Go to" });
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette).toBeVisible({ timeout: 500 });
  }).toPass();
  await typed.fill("weekly eng");
  await expect(palette.getByRole("option", { name: /The Weekly Engine.*Newsletter/ })).toBeVisible();
  await typed.fill("reader1");
  await palette.getByRole("option", { name: /reader1\..*Contact/ }).click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}$/);
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option").first()).toContainText(/reader1\..*Recent/);
});

test("single keys search, move through rows, and show all keys", async ({ page, owner }) => {
  await fill(owner);
  await page.goto("/contacts");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const search = page.getByRole("searchbox", { name: /Search by email or name/ });
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(search).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("jk?/");
  await expect(search).toHaveValue("jk?/");
  await search.fill("");
  await search.blur();
  const rows = page.getByRole("table").getByRole("link");
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(keys).toBeVisible();
  await expectAccessible(page, everyLook);
  await keys.getByLabel("Use single-key shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(keys).toBeHidden();
});

test("tablets keep tables, and 320 pixels lose nothing", async ({ page, owner }) => {
  const of = await fill(owner);
  await page.setViewportSize({ width: 820, height: 1180 });
  for (const path of ["/contacts", "/campaigns", "/newsletters"]) {
    await page.goto(path);
    await expect(page.getByRole("columnheader").last(), path).toBeInViewport();
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of ["/dashboard", "/contacts", "/settings/compliance", `/newsletters/${of.newsletter}`]) {
    await page.goto(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, path).toBeLessThanOrEqual(320);
  }
  const bar = page.getByRole("navigation", { name: "Main, at the bottom" });
  for (const name of ["Dashboard", "Contacts", "Newsletters", "Campaigns", "Settings"])
    await expect(bar.getByRole("link", { name })).toBeInViewport({ ratio: 1 });
});

test("the settings' strip shows where a phone is", async ({ page, owner }) => {
  const of = await fill(owner);
  await page.setViewportSize(sizes.phone);
  const strip = page.getByRole("navigation", { name: "Settings" });
  for (const [path, name] of [
    [`/settings/compliance/suppressions/${of.suppression}`, "Compliance"],
    [`/settings/email-accounts/${of.account}`, "Email accounts"],
    ["/settings/security/sessions", "Security"],
  ] as const) {
    await page.goto(path);
    const here = strip.getByRole("link", { name });
    await expect(here).toHaveAttribute("aria-current", "true");
    await expect(here).toBeInViewport({ ratio: 1 });
  }
});
