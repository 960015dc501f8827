import type { FullConfig } from "@playwright/test";
import { browserPath } from "./browser.ts";
import { bareEnvironment, testDatabase, testProduct } from "./test-environment.ts";

/**
 * Prepares a run as Playwright's global setup: a migrated database before unit tests, the running
 * product and a browser before stories. Workers inherit the environment it sets. Returns the
 * teardown.
 */
export default async function setup(config: FullConfig) {
  const stories = chosen(config).some((name) => name !== "unit");
  const browser = stories ? await browserPath() : undefined;
  const { env, stop } = stories ? await testProduct() : await testDatabase();
  for (const name of Object.keys(process.env)) if (!(name in bareEnvironment())) delete process.env[name];
  Object.assign(process.env, env, { MAILNEO_NO_ENV_FILE: "1" }, browser && { MAILNEO_BROWSER: browser });
  return stop;
}

/** Playwright passes every project, chosen or not. */
function chosen(config: FullConfig): string[] {
  const names = process.argv.flatMap((word, at) => {
    if (word.startsWith("--project=")) return [word.slice("--project=".length)];
    return word === "--project" ? [process.argv[at + 1] ?? ""] : [];
  });
  return names.length > 0 ? names : config.projects.map(({ name }) => name);
}
