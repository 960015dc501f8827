import { expect, test } from "./fixtures.ts";

const files = {
  "/robots.txt": "text/plain",
  "/site.webmanifest": "application/manifest+json",
  "/icon.svg": "image/svg+xml",
  "/icons/icon-192.png": "image/png",
  "/icons/icon-512.png": "image/png",
  "/icons/maskable-512.png": "image/png",
  "/icons/apple-touch-icon.png": "image/png",
  "/social.png": "image/png",
};

test("a visitor without a session gets every public file, and no cookie", async ({ request }) => {
  for (const [path, type] of Object.entries(files)) {
    const answer = await request.get(path, { maxRedirects: 0 });
    const { "content-type": sent, "cache-control": kept, "set-cookie": cookie } = answer.headers();
    expect({ path, status: answer.status(), cookie }).toEqual({ path, status: 200, cookie: undefined });
    expect(sent, path).toContain(type);
    expect(kept, path).toBe("public, max-age=86400");
  }
});

test("the front page names its icons, its manifest and its social image", async ({ page, baseURL }) => {
  await page.goto("/");
  const href = (selector: string) => page.locator(selector).first().getAttribute("href");
  expect(await href('link[rel="manifest"]')).toBe("/site.webmanifest");
  expect(await href('link[rel="apple-touch-icon"]')).toBe("/icons/apple-touch-icon.png");
  const icons = await page
    .locator('link[rel="icon"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  expect(icons.map((icon) => icon?.replace(/\?.*/, "")).sort()).toEqual(["/icon.svg", "/icons/icon-192.png"]);
  await expect(page.locator('meta[property="og:image"]')).toHaveAttribute("content", `${baseURL}/social.png`);
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", /Mailneo/);
});

test("a search engine may list the front page alone", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /^index/);
  for (const path of ["/sign-in", "/unsubscribe"]) {
    await page.goto(path);
    await expect(page.locator('meta[name="robots"]').first(), path).toHaveAttribute("content", /noindex/);
  }
});
