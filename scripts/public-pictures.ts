import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "@playwright/test";

const root = new URL("../", import.meta.url);
const require = createRequire(import.meta.url);
const accent = "#0f5a41"; // the ground of public/icon.svg

/** Draws the icons of `public/icons` from public/icon.svg. */
export async function drawIcons(browser: Browser): Promise<void> {
  const svg = readFileSync(new URL("public/icon.svg", root), "utf8");
  const square = svg.replace(' rx="6"', "");
  const whole = "<style>svg{display:block;width:100vw}</style>";
  await draw(browser, whole + svg, 192, 192, "icons/icon-192.png");
  await draw(browser, whole + svg, 512, 512, "icons/icon-512.png");
  // A phone rounds this one itself.
  await draw(browser, whole + square, 180, 180, "icons/apple-touch-icon.png");
  // A launcher may cut everything outside the middle 80%.
  await draw(
    browser,
    `<style>body{background:${accent};display:grid;place-content:center;height:100vh}svg{width:80vw}</style>${square}`,
    512,
    512,
    "icons/maskable-512.png",
  );
}

/**
 * Draws the image of a shared link: the name, the promise, and the dashboard as `npm run pictures`
 * took it.
 */
export async function drawSocialImage(browser: Browser): Promise<void> {
  const mark = readFileSync(new URL("public/icon.svg", root), "utf8");
  const dashboard = dataUrl(new URL("docs/pictures/dashboard.png", root), "image/png");
  const inter = dataUrl(
    require.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
    "font/woff2",
  );
  await draw(
    browser,
    `<style>
      @font-face { font-family: Inter; src: url(${inter}); font-weight: 100 900 }
      body { background: #f8f7f3; color: #1f1d18; font-family: Inter; overflow: hidden; height: 630px; position: relative }
      header { position: absolute; left: 64px; top: 56px; display: flex; align-items: center; gap: 20px; font-size: 44px; font-weight: 650; letter-spacing: -0.02em }
      header svg { width: 64px }
      p { position: absolute; left: 64px; top: 144px; font-size: 30px; color: #4a473f; letter-spacing: -0.01em }
      img { position: absolute; left: 64px; top: 224px; width: 1072px; border-radius: 14px; border: 1px solid #dedbd2; box-shadow: 0 24px 64px -24px rgb(0 0 0 / 35%) }
    </style>
    <header>${mark}Mailneo</header>
    <p>Newsletters and campaigns that can show their consent.</p>
    <img src="${dashboard}" alt="">`,
    1200,
    630,
    "social.png",
  );
}

async function draw(browser: Browser, html: string, width: number, height: number, name: string) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<!doctype html><style>body{margin:0}p{margin:0}</style>${html}`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: new URL(`public/${name}`, root).pathname, omitBackground: true });
  await page.close();
  console.log(`public/${name}`);
}

function dataUrl(file: URL | string, type: string): string {
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}
