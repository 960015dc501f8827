import { defineConfig } from "@playwright/test";
import { browserArgs } from "./scripts/browser.ts";

const ci = Boolean(process.env.CI);
const alone = "**/hostile-input.spec.ts";
const stories = {
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  timeout: 60_000,
  use: {
    baseURL: process.env.E2E_BASE_URL,
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    // Each trace costs its story time; MAILNEO_TRACE=on asks for them.
    trace: process.env.MAILNEO_TRACE ? "retain-on-failure" : "off",
    launchOptions: { executablePath: process.env.MAILNEO_BROWSER, args: browserArgs() },
  },
} as const;

export default defineConfig({
  globalSetup: "./scripts/test-setup.ts",
  // Each run of `npm test` names its own; an editor that starts Playwright by itself has this one.
  outputDir: process.env.MAILNEO_TEST_RESULTS ?? "test-results/editor",
  preserveOutput: "failures-only",
  // A text a test compares with is a page of docs: `-u` writes it anew, and the change is seen in review.
  snapshotPathTemplate: "docs/{arg}{ext}",
  updateSnapshots: "none",
  forbidOnly: ci,
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  // Long, because a busy machine must not decide a verdict. What is there at once costs no wait.
  expect: { timeout: 15_000 },
  projects: [
    { name: "unit", testDir: ".", testMatch: "{lib,db,scripts,components,testing}/**/*.test.ts" },
    { ...stories, name: "stories", testIgnore: alone },
    // What measures how long others wait runs with the machine to itself.
    { ...stories, name: "alone", testMatch: alone, workers: 1 },
  ],
});
