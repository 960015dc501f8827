import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Look = `${keyof typeof sizes} ${"light" | "dark"}`;

/** What a story asks of each page: both themes, both widths. */
const inStories: Look[] = ["desktop light", "phone dark"];
const others: Look[] = ["desktop dark", "phone light"];
export const everyLook: Look[] = ["desktop light", "desktop dark", "phone light", "phone dark"];

/**
 * No violation of WCAG 2.2 AA that axe can see, and nothing to scroll sideways for, in each look. The page is handed back as it
 * was. Nothing moves meanwhile: a colour half-way through a transition has no contrast anybody chose.
 */
export async function expectAccessible(page: Page, looks: readonly Look[] = inStories) {
  await expectNothing(page, looks, (axe) => axe.withTags(wcag));
}

/** The two looks `expectAccessible` leaves out, for what only a look changes: colours and sizes. */
export async function expectAccessibleElsewhere(page: Page) {
  await expectNothing(page, others, (axe) => axe.withRules(["color-contrast", "target-size"]));
}

async function expectNothing(page: Page, looks: readonly Look[], rules: (axe: AxeBuilder) => AxeBuilder) {
  // After an action's redirect the title comes a moment later than the page.
  await expect(page).toHaveTitle(/\S/);
  const before = page.viewportSize();
  const found: string[] = [];
  for (const look of looks) {
    const [size, colorScheme] = look.split(" ") as [keyof typeof sizes, "light" | "dark"];
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(sizes[size]);
    await page.evaluate(settled);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found.push(`${look}: the page is ${wide} px wider than the window`);
    const tables = await page.evaluate(() =>
      [...document.querySelectorAll(".ledger-box")].map((box) => box.scrollWidth - box.clientWidth),
    );
    if (tables.some((over) => over > 1)) found.push(`${look}: a table is wider than its frame`);
    // A frame that may run no script cannot run axe either; what stands in it is somebody's mail.
    const judge = () => rules(new AxeBuilder({ page })).exclude("iframe[sandbox]").analyze();
    let { violations } = await judge();
    if (violations.length > 0) {
      // A colour of the look before may be painted once more on a busy machine; a real violation is there the second time too.
      await page.evaluate(settled);
      ({ violations } = await judge());
    }
    for (const { id, help, nodes } of violations)
      for (const { target, failureSummary } of nodes)
        found.push(`${look}: ${id} (${help}) at ${target.join(" ")}: ${failureSummary}`);
  }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: "reduce" });
  expect(found, `accessibility of ${new URL(page.url()).pathname}`).toEqual([]);
}

/** Runs in the page: until it is painted in its new look, and nothing that ends is still on its way. */
async function settled() {
  // An animation whose element goes, and a tab that paints nothing, would be waited for without end.
  const longEnough = new Promise((resolve) => setTimeout(resolve, 3000));
  const frame = () => Promise.race([longEnough, new Promise((resolve) => requestAnimationFrame(resolve))]);
  await frame();
  await frame();
  const ending = document
    .getAnimations()
    .filter((each) => each.timeline === document.timeline && each.playState === "running")
    .filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  await Promise.race([longEnough, Promise.allSettled(ending.map((each) => each.finished))]);
}
