import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { isBackgroundPath } from "./background-path.ts";

const routes = globSync("app/(app)/**/route.ts", { cwd: new URL("../..", import.meta.url) });
const pathOf = (file: string) =>
  `/${file
    .replace(/^app\/\(app\)\//, "")
    .replace(/\/route\.ts$/, "")
    .replaceAll("[id]", "0193")}`;

test("only the paths that pages poll count as background", { tag: "@V7.3.1" }, () => {
  const polled = routes
    .map(pathOf)
    .filter(
      (path) =>
        !/\/(?:download|refused|preview|export|people|records|rows|receipts\/[^/]+|entries\/[^/]+)$/.test(
          path,
        ),
    );
  expect(polled.length).toBeGreaterThan(5);
  for (const path of polled) expect(isBackgroundPath(path), path).toBe(true);
  for (const path of [
    "/contacts",
    "/settings/security",
    "/session/x",
    "/x/session",
    "/campaigns/1/preview",
    "/newsletters/1/preview",
    "/",
  ])
    expect(isBackgroundPath(path), path).toBe(false);
});

test("no header marks a request as background", { tag: "@V7.3.1" }, () => {
  for (const file of ["proxy.ts", "lib/web/current-actor.ts"])
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).not.toContain("x-mn-background");
});
