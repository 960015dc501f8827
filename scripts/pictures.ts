// `npm run pictures`: takes the README's pictures again, from the running product with its sample
// workspace. It also draws the icons and the social image of `public`.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { browserArgs, browserPath } from "./browser.ts";
import { mailboxUrl } from "./house.ts";
import { drawIcons, drawSocialImage } from "./public-pictures.ts";
import { readSettings } from "./settings.ts";

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const demo = JSON.parse(
  execFileSync(process.execPath, [fileURLToPath(new URL("run.mjs", import.meta.url)), "demo", "--json"], {
    encoding: "utf8",
  })
    .trim()
    .split("\n")
    .at(-1) ?? "",
);

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: await browserPath(), args: browserArgs() });
try {
  const context = await browser.newContext({
    baseURL: demo.url,
    viewport: { width: 1200, height: 750 },
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await signIn(page);
  await picture(page, "/dashboard", "dashboard");
  await picture(page, await newest(page, "Draft"), "campaign-check");
  await picture(page, await newest(page, "Sent"), "campaign-report");
  await picture(page, "/settings/compliance", "compliance");
  await picture(page, `/contacts/${demo.contactId}`, "contact");
  await picture(page, "/settings/security", "security");
  await picture(page, "/settings/security/audit-log", "audit-log");
  await picture(page, "/settings/team", "team");
  await unsubscribePicture(page);
  await drawIcons(browser);
  await drawSocialImage(browser);
} finally {
  await browser.close();
}

async function signIn(page: Page) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(demo.owner.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/dashboard/);
}

/** Returns the address of the newest campaign in a state, by the list's own words. */
async function newest(page: Page, state: string): Promise<string> {
  await page.goto("/campaigns");
  const row = page.getByRole("row").filter({ has: page.getByRole("link"), hasText: state });
  return (await row.first().getByRole("link").first().getAttribute("href")) ?? "/campaigns";
}

/**
 * Returns the page behind the link of a mail that was really sent, from the local mailbox's copy.
 * Its recipient is the newest one still subscribed.
 */
async function unsubscribePicture(page: Page) {
  const box = mailboxUrl(readSettings().dataDir);
  if (!box) return;
  const mails: { id: string; subject: string }[] = await (await fetch(`${box}/api/email`)).json();
  for (const { id } of mails.reverse()) {
    const { text } = (await (await fetch(`${box}/api/email/${id}`)).json()) as { text?: string };
    const link = /http\S+\/unsubscribe\/[\w-]+/.exec(text ?? "")?.[0];
    if (!link) continue;
    await page.goto(link);
    if ((await page.getByRole("button").count()) < 2) continue;
    await picture(page, link, "unsubscribe");
    return;
  }
}

async function picture(page: Page, address: string, name: string) {
  await page.goto(address, { waitUntil: "networkidle" });
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`docs/pictures/${name}.png`);
}
