import { expect, type Page } from "@playwright/test";

/**
 * Takes the network away and returns once the page feels it, because the browser applies it a moment later and would
 * let a form through meanwhile.
 */
export async function goOffline(page: Page) {
  await page.context().setOffline(true);
  const reached = () => fetch(location.href, { cache: "no-store" }).then(Boolean, () => false);
  await expect.poll(() => page.evaluate(reached)).toBe(false);
}

/** Holds every script of a page back, as a slow line does. Returns a function that lets them arrive. */
export async function holdScripts(page: Page): Promise<() => void> {
  const { promise: arrives, resolve: arrive } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js*", async (route) => {
    await arrives;
    await route.continue();
  });
  return arrive;
}
