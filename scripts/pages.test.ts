import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { builtHash, sourceHash } from "./pages.ts";
import { testFolder } from "./test-folder.ts";

function project() {
  const root = testFolder();
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("package-lock.json", "{}");
  write("next.config.ts", "export default {}");
  write("app/page.tsx", "one");
  write("lib/core/x.ts", "one");
  write("public/logo.svg", "<svg/>");
  return { root, write };
}

test("the pages are stale when anything they are built from changes", () => {
  for (const [path, text] of [
    ["app/page.tsx", "two"],
    ["app/(auth)/sign-in/page.tsx", "new"],
    ["lib/core/x.ts", "two"],
    ["db/schema/users.ts", "new"],
    ["components/ui/button.tsx", "new"],
    ["public/logo.svg", "<svg></svg>"],
    ["package-lock.json", "{ }"],
    ["next.config.ts", "export default { a: 1 }"],
    ["proxy.ts", "new"],
  ] as const) {
    const { root, write } = project();
    const before = sourceHash(root);
    expect(sourceHash(root)).toBe(before);
    write(path, text);
    expect(sourceHash(root), path).not.toBe(before);
  }
});

test("a deleted or moved file makes them stale too", () => {
  const { root, write } = project();
  const before = sourceHash(root);
  rmSync(join(root, "lib/core/x.ts"));
  const without = sourceHash(root);
  expect(without).not.toBe(before);
  write("lib/core/y.ts", "one");
  expect(new Set([before, without, sourceHash(root)]).size).toBe(3);
});

test("tests, README and runner settings do not stale the build", () => {
  const { root, write } = project();
  const before = sourceHash(root);
  write("lib/core/x.test.ts", "new");
  write("README.md", "new");
  write("playwright.config.ts", "new");
  write("e2e/start.spec.ts", "new");
  expect(sourceHash(root)).toBe(before);
});

test("an interrupted build is no build", () => {
  const { root, write } = project();
  expect(builtHash(root, {} as NodeJS.ProcessEnv)).toBeNull();
  write(".next/BUILD_ID", "x");
  expect(builtHash(root, {} as NodeJS.ProcessEnv)).toBeNull();
  write(".next/mailneo-source", "hash");
  expect(builtHash(root, {} as NodeJS.ProcessEnv)).toBe("hash");
});
